import net from 'node:net';
import { createInterface } from 'node:readline';

import type { SpareConfig } from './config.ts';

/** What a kernel that was started in advance is told when somebody wants it. */
export interface Assignment {
  connectionFile: string;
  folder: string;
  environment: Record<string, string>;
}

/**
 * Says that this process is ready, and waits. Whoever keeps it holds the connection: when that ends, nobody will ever
 * want this kernel, and so does the process.
 */
export function waitAsSpare({ socket, token }: SpareConfig): Promise<Assignment> {
  return new Promise(resolve => {
    const keeper = net.connect(socket);
    const leave = () => process.exit(0);
    keeper.on('error', leave);
    keeper.on('close', leave);
    keeper.write(`${JSON.stringify({ token })}\n`);
    createInterface({ input: keeper }).once('line', line => {
      keeper.off('error', leave);
      keeper.off('close', leave);
      keeper.on('error', () => undefined);
      keeper.end('{"taken":true}\n');
      resolve(JSON.parse(line) as Assignment);
    });
  });
}
