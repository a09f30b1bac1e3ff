import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { Client } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

/** `atelier compute shell`: a terminal in a container, or a program fed by a pipe. */
export function registerShell(compute: Command, { action, options }: CliContext): void {
  compute
    .command('shell <instance> [command...]')
    .description('open a shell in a container, or run a command there: shell box -- ls -l')
    .action(
      action(async (instance: string, command: string[]) => {
        // As long as somebody may look at it without typing.
        const { connect } = await import('@atelier-ml/sdk');
        const { data, workspace } = options();
        const connection = connect({ dataFolder: data, workspace, idleTimeout: 0 });
        const params = { workspace: connection.configuration.workspace, instance };
        await runShell(connection.client.compute.shells, params, command);
        connection.close();
      })
    );
}

type Shells = Client['compute']['shells'];

async function runShell(
  shells: Shells,
  place: { workspace: string; instance: string },
  argv: string[]
): Promise<void> {
  const { stdin, stdout } = process;
  const terminal = Boolean(stdin.isTTY && stdout.isTTY);
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const { id: shell } = await shells.open({
    params: place,
    body: { ...(argv.length && { argv }), terminal, ...(terminal && size()) }
  });
  const params = { ...place, shell };
  const resize = (): void => {
    // The program may have ended.
    shells.resize({ params, body: size() }).catch(() => undefined);
  };
  if (terminal) {
    stdin.setRawMode(true);
    stdout.on('resize', resize);
    resize(); // it may have changed since it was told
  }
  try {
    const typed = Readable.toWeb(stdin) as ReadableStream;
    const { body } = await shells.connect({ params, body: typed });
    await pipeline(Readable.fromWeb(body as WebStream), stdout, { end: false });
    process.exitCode = (await shells.get({ params })).exitCode ?? 0;
  } finally {
    if (terminal) {
      stdin.setRawMode(false);
      stdout.off('resize', resize);
    }
    stdin.destroy();
  }
}
