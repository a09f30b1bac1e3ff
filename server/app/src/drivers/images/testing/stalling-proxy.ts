import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A way to a server that lets so many bytes through to it, and then keeps everybody waiting. */
export async function startStallingProxy(target: string, allowed: number) {
  const [host = '', port] = target.split(':');
  const sockets = new Set<Socket>();
  let left = allowed;
  let tellStalled = (): void => undefined;
  const stalled = new Promise<void>(resolve => (tellStalled = resolve));
  const proxy = createServer(client => {
    const server = connect(Number(port), host);
    for (const socket of [client, server]) {
      sockets.add(socket.on('error', () => undefined));
    }
    server.pipe(client);
    client.on('close', () => server.destroy());
    client.on('data', bytes => {
      left -= bytes.length;
      if (left < 0) {
        client.pause();
        tellStalled();
      } else {
        server.write(bytes);
      }
    });
  }).listen(0, host);
  await once(proxy, 'listening');
  return {
    host: `${host}:${(proxy.address() as { port: number }).port}`,
    /** Once somebody waits. */
    stalled,
    /** Lets nothing more through to the server. */
    stall: (): void => void (left = 0),
    close(): void {
      sockets.forEach(socket => socket.destroy());
      proxy.close();
    }
  };
}
