import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { DockerAddress } from '../connect.ts';
import { createAuthority } from './certificates.ts';

const SOCKET = '/var/run/docker.sock';

/** The engine of this machine as one elsewhere: behind TLS that asks for a certificate. */
export async function startTlsHost() {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-tls-'));
  const authority = await createAuthority(folder);
  const own = await authority.sign('server', 'IP:127.0.0.1');
  const guest = await authority.sign('client', 'DNS:client');
  const open = new Set<Socket>();
  let isSilent = false;
  let isCut = false;
  const server = createServer(
    { ...own, ca: authority.ca, requestCert: true, rejectUnauthorized: true, allowHalfOpen: true },
    socket => {
      if (isCut) {
        socket.destroy();
        return;
      }
      const engine = createConnection({ path: SOCKET, allowHalfOpen: true });
      for (const [each, other] of [
        [socket, engine],
        [engine, socket]
      ] as const) {
        open.add(each);
        each.on('error', () => undefined);
        each.on('close', () => {
          open.delete(each);
          other.destroy();
        });
        each.on('data', data => void other.write(data));
        each.on('end', () => void other.end());
        if (isSilent) {
          each.pause();
        }
      }
    }
  );
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    login: {
      address: `tcp://127.0.0.1:${port}`,
      tls: { ca: authority.ca, cert: guest.cert, key: guest.key }
    } satisfies DockerAddress,
    /** As when the network is gone: connections stay open, and nothing comes through until it is back. */
    silence(silent: boolean): void {
      isSilent = silent;
      open.forEach(each => (silent ? each.pause() : each.resume()));
    },
    /** As when its machine is off: connections end, and there are no new ones. */
    cut(isOff: boolean): void {
      isCut = isOff;
      if (isOff) {
        open.forEach(socket => socket.destroy());
      }
    },
    async stop(): Promise<void> {
      server.close();
      open.forEach(socket => socket.destroy());
      await rm(folder, { recursive: true, force: true });
    }
  };
}
