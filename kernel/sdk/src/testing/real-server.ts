import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';

/** The Atelier server itself, as a process of its own. */
export interface RealServer {
  url: string;
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>;
}

const program = join(import.meta.dirname, '../../../../server/app/src/cli/main.ts');

async function readyLine(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += String(chunk);
    if (output.includes('\n')) {
      return output;
    }
  }
  throw new Error(`The server ended before it was ready: ${output}`);
}

export async function startRealServer(data: string): Promise<RealServer> {
  const child = spawn(process.execPath, [program, 'server', '--data', data], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore']
  });
  const ready = JSON.parse(await readyLine(child)) as { event: string; url: string };
  if (ready.event !== 'ready') {
    throw new Error(JSON.stringify(ready));
  }
  return {
    url: ready.url,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
    }
  };
}

/** A socket in front of a server that can swallow what either side says. */
export interface BlackHole {
  url: string;
  swallow(everything: boolean): void;
  /** Begins to swallow, for good or until told otherwise, once so many more bytes have come from callers. */
  swallowAfter(bytes: number): Promise<void>;
  /** Bytes that callers have had passed on. */
  passed(): number;
  /** Breaks every connection. */
  cut(): void;
  close(): void;
}

export async function startBlackHole(folder: string, url: string): Promise<BlackHole> {
  let open = true;
  let passed = 0;
  let limit: { at: number; reach(): void } | undefined;
  const count = (bytes: number) => {
    passed += bytes;
    if (limit && passed >= limit.at) {
      open = false;
      limit.reach();
      limit = undefined;
    }
  };
  const sockets = new Set<Socket>();
  const server = createServer(caller => {
    const target = createConnection(url.slice('unix:'.length));
    const pairs = [
      [caller, target],
      [target, caller]
    ] as const;
    for (const [from, to] of pairs) {
      sockets.add(from);
      from.on('data', chunk => {
        if (open) {
          if (!to.write(chunk)) {
            from.pause();
            to.once('drain', () => from.resume());
          }
          count(from === caller ? chunk.length : 0);
        }
      });
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    }
  });
  const path = join(folder, 'hole');
  await new Promise<void>(resolve => server.listen(path, resolve));
  return {
    url: `unix:${path}`,
    swallow: everything => {
      open = !everything;
    },
    swallowAfter: bytes =>
      new Promise(resolve => {
        limit = { at: passed + bytes, reach: resolve };
      }),
    passed: () => passed,
    cut: () => sockets.forEach(socket => socket.destroy()),
    close: () => {
      sockets.forEach(socket => socket.destroy());
      server.close();
    }
  };
}
