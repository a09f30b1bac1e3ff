import type { SyncedJournal, SyncOptions, WaitingJournal } from '@atelier-ml/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatBytes } from '../table.ts';

const synced = {
  run: (row: SyncedJournal) => row.run ?? '',
  state: (row: SyncedJournal) => row.state,
  entries: (row: SyncedJournal) => row.entries,
  note: (row: SyncedJournal) => row.error ?? '',
  file: (row: SyncedJournal) => row.file
};

const waiting = {
  run: (row: WaitingJournal) => row.run ?? '',
  entries: (row: WaitingJournal) => row.entries,
  points: (row: WaitingJournal) => row.points,
  size: (row: WaitingJournal) => formatBytes(row.bytes),
  note: (row: WaitingJournal) => row.error ?? '',
  file: (row: WaitingJournal) => row.file
};

async function send(context: CliContext, options: SyncOptions): Promise<void> {
  const { syncJournals } = await import('@atelier-ml/sdk');
  const report = await syncJournals(await context.connection(), options);
  context.print(report, { rows: report.journals, columns: synced });
  if (report.journals.some(({ state }) => state === 'failed' || state === 'refused')) {
    process.exitCode = 1;
  }
}

async function preview(context: CliContext, options: SyncOptions): Promise<void> {
  const { waitingJournals } = await import('@atelier-ml/sdk');
  const journals = waitingJournals(await context.connection(), options);
  const sum = (part: 'entries' | 'points' | 'bytes') =>
    journals.reduce((total, journal) => total + journal[part], 0);
  const runs = new Set(journals.flatMap(({ run }) => run ?? [])).size;
  const total = { runs, entries: sum('entries'), points: sum('points'), bytes: sum('bytes') };
  context.print({ journals, ...total }, { rows: journals, columns: waiting });
}

export function register(program: Command, context: CliContext): void {
  program
    .command('sync')
    .description('send what runs logged while the server was down and their processes have ended')
    .argument(
      '[folder...]',
      'folders with journals copied from another machine, or its data folder; this data folder if left out'
    )
    .option('--dry-run', 'only show what waits: runs, entries, points and bytes')
    .action(
      context.action(async (folders: string[], { dryRun }: { dryRun?: boolean }) => {
        const options = folders.length ? { folders } : {};
        await (dryRun ? preview(context, options) : send(context, options));
      })
    );
}
