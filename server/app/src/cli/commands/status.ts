import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatTime } from '../table.ts';

export function register(program: Command, context: CliContext): void {
  program
    .command('status')
    .description('tell whether the server runs, and where')
    .action(
      context.action(async () => {
        const connection = await context.connection();
        const health = await connection.client.system.health();
        const answer = { ...health, url: connection.address() };
        context.print(
          context.options().json ? answer : { ...answer, startedAt: formatTime(health.startedAt) }
        );
      })
    );
}
