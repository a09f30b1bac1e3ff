import type { SyncedJournal } from '@atelier-ml/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

const columns = {
  run: (row: SyncedJournal) => row.run ?? '',
  state: (row: SyncedJournal) => row.state,
  entries: (row: SyncedJournal) => row.entries,
  note: (row: SyncedJournal) => row.error ?? '',
  file: (row: SyncedJournal) => row.file
};

export function register(program: Command, context: CliContext): void {
  program
    .command('sync')
    .description('send what runs logged while the server was down and their processes have ended')
    .action(
      context.action(async () => {
        const { syncJournals } = await import('@atelier-ml/sdk');
        const report = await syncJournals(await context.connection());
        context.print(report, { rows: report.journals, columns });
        if (report.journals.some(({ state }) => state === 'failed' || state === 'refused')) {
          process.exitCode = 1;
        }
      })
    );
}
