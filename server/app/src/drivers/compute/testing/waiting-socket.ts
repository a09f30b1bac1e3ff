import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

const BETWEEN_TRIES = 50;

/** A way to an engine that is always there, as a service manager keeps it: who asks waits for the engine. */
export async function startWaitingSocket(path: string, engine: string) {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket =>
    sockets.add(socket) && socket.on('error', () => undefined).on('close', forget);
  function forget(this: Socket): void {
    sockets.delete(this);
  }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, client => {
    keep(client);
    const reach = (): void => {
      const way = keep(connect({ path: engine, allowHalfOpen: true }));
      const retry = (): void => void (client.destroyed || setTimeout(reach, BETWEEN_TRIES));
      way.once('error', retry);
      way.once('connect', () => {
        way.off('error', retry);
        client.pipe(way).pipe(client);
        client.once('close', () => way.destroy());
        way.once('close', () => client.destroy());
      });
    };
    reach();
  }).listen(path);
  await once(server, 'listening');
  return {
    address: `unix://${path}`,
    close(): void {
      server.close();
      sockets.forEach(socket => socket.destroy());
    }
  };
}
