import type { Command } from 'commander';
import type { ServerFlags } from '../../config.ts';
import type { CliContext } from '../context.ts';

export function register(program: Command, context: CliContext): void {
  program
    .command('server')
    .description('run the server in the foreground; prints one JSON line when it is ready')
    .option('--data <folder>', 'data folder (ATELIER_DATA)')
    .option('--listen <address>', 'HOST:PORT or unix:PATH (default: a socket of this user)')
    .option('--token-file <file>', 'file with the token (default: DATA/token; made if missing)')
    .option('--database <url>', 'postgresql://… instead of SQLite in the data folder')
    .option('--docker <address>', 'container engine (default: unix:///var/run/docker.sock)')
    .option('--allow-host <name...>', 'names under which clients reach a TCP address')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
    .option('--stop-with-stdin', 'stop when standard input ends')
    .action(async (flags: ServerFlags) => {
      // Other commands start faster without the server's code.
      const [{ serve }, { readServerConfig }] = await Promise.all([
        import('../../main.ts'),
        import('../../config.ts')
      ]);
      const data = flags.data ?? context.options().data;
      process.exit(await serve(() => readServerConfig({ ...flags, data })));
    });
}
