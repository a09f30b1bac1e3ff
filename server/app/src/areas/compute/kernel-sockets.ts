import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';

/** Numbers of the five sockets of a kernel. */
const NUMBERS = [1, 2, 3, 4, 5];

export type KernelSockets = ReturnType<typeof createKernelSockets>;

/** Sockets of this machine, each of which leads to one in a container. */
export function createKernelSockets() {
  const open = new Map<string, { servers: Server[]; sockets: Set<Socket> }>();

  function close(path: string): void {
    const known = open.get(path);
    open.delete(path);
    known?.servers.forEach(server => server.close());
    known?.sockets.forEach(socket => socket.destroy());
  }

  return {
    /** Listens at `path`-1 to `path`-5, anew if it did. */
    listen(path: string, reach: (number: number) => Duplex): void {
      close(path);
      const sockets = new Set<Socket>();
      rmSync(dirname(path), { recursive: true, force: true });
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      chmodSync(dirname(path), 0o700);
      const servers = NUMBERS.map(number =>
        createServer(socket => {
          const stream = reach(number);
          sockets.add(socket);
          socket.on('error', () => undefined);
          socket.once('close', () => {
            sockets.delete(socket);
            stream.destroy();
          });
          stream.once('close', () => socket.destroy());
          socket.pipe(stream).pipe(socket);
        })
          .on('error', () => undefined)
          .listen(`${path}-${number}`)
          .unref()
      );
      open.set(path, { servers, sockets });
    },
    has: (path: string): boolean => open.has(path),
    close,
    /** All whose path begins so. */
    closeBelow: (folder: string): void =>
      [...open.keys()].filter(path => path.startsWith(folder)).forEach(close)
  };
}
