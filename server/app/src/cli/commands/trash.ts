import { setTimeout as delay } from 'node:timers/promises';
import { AtelierError, TrashKind } from '@atelier-ml/api';
import type {
  Client,
  Collection,
  CollectionPreview,
  TrashItem,
  TrashSelection
} from '@atelier-ml/api';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { listAll } from '../list.ts';
import { formatBytes, formatTime } from '../table.ts';

interface Chosen {
  expired?: boolean;
  grace: number;
}

const ASKED_EVERY = 300;

const columns = {
  kind: (row: TrashItem) => row.kind,
  id: (row: TrashItem) => row.id,
  name: (row: TrashItem) => row.name,
  experiment: (row: TrashItem) => row.experiment ?? '',
  size: (row: TrashItem) => formatBytes(row.size),
  deleted: (row: TrashItem) => formatTime(row.deletedAt),
  by: (row: TrashItem) => row.deletedBy ?? '',
  'goes for good': (row: TrashItem) => formatTime(row.purgedAt)
};

export function register(program: Command, context: CliContext): void {
  const trash = program.command('trash').description('what was deleted, until it goes for good');
  registerList(trash, context);
  registerRestore(trash, context);
  registerPreview(trash, context);
  registerEmpty(trash, context);
  registerRetention(trash, context);
  registerCollections(trash, context);
  registerGarbage(program, context);
}

function registerList(trash: Command, { action, client, print, workspace }: CliContext): void {
  trash
    .command('list')
    .description('list what lies in the trash, the last deleted first')
    .addOption(new Option('--kind <kind>', 'only those').choices(TrashKind.options))
    .option('--search <text>', 'text that the name contains')
    .action(
      action(async (query: { kind?: TrashKind; search?: string }) => {
        const params = { workspace: await workspace() };
        const api = (await client()).trash;
        const found = await listAll(cursor => api.list({ params, query: { ...query, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
}

function registerRestore(trash: Command, { action, client, print, workspace }: CliContext): void {
  trash
    .command('restore <id...>')
    .description('take something out of the trash')
    .action(
      action(async (ids: string[]) => {
        const params = { workspace: await workspace() };
        const api = await client();
        const items = await itemsOf(api, params.workspace, ids);
        print(await api.trash.restore({ params, body: { items } }));
      })
    );
}

function choosing(command: Command): Command {
  return command
    .option('--expired', 'what has lain there longer than the workspace keeps it')
    .option(
      '--grace <minutes>',
      'content that was stored or claimed within these stays',
      wholeNumber,
      60
    );
}

function registerPreview(trash: Command, { action, client, print, workspace }: CliContext): void {
  choosing(trash.command('preview [id...]'))
    .description('show what `empty` would remove, free and keep')
    .action(
      action(async (ids: string[], chosen: Chosen) => {
        const [api, scope] = [await client(), await workspace()];
        const body = {
          selection: await selectionOf(api, scope, ids, chosen),
          graceMinutes: chosen.grace
        };
        printPreview(await api.trash.preview({ params: { workspace: scope }, body }), print);
      })
    );
}

function registerEmpty(trash: Command, context: CliContext): void {
  const { action, client, workspace } = context;
  choosing(trash.command('empty [id...]'))
    .description('delete for good: these, or all; there is no way back')
    .option('--yes', 'without asking')
    .action(
      action(async (ids: string[], { yes, ...chosen }: Chosen & { yes?: boolean }) => {
        const [api, scope] = [await client(), await workspace()];
        const selection = await selectionOf(api, scope, ids, chosen);
        if (!yes) {
          throw new AtelierError('invalid-input', 'There is no way back from this.', {
            remedy: 'Look at `atelier trash preview`, then say --yes.'
          });
        }
        await collect(context, { selection, graceMinutes: chosen.grace });
      })
    );
}

function registerRetention(trash: Command, { action, client, print, workspace }: CliContext): void {
  trash
    .command('retention')
    .argument('[days]', 'whole number, or `forever`', daysOf)
    .description('show or say how many days the workspace keeps its trash')
    .action(
      action(async (days: number | null | undefined) => {
        const params = { workspace: await workspace() };
        const api = (await client()).trash;
        print(
          days === undefined
            ? await api.retention({ params })
            : await api.setRetention({ params, body: { days } })
        );
      })
    );
}

function registerCollections(
  trash: Command,
  { action, client, print, workspace }: CliContext
): void {
  trash
    .command('collections')
    .description('show the last times that something was deleted for good')
    .action(
      action(async () => {
        const found = await (
          await client()
        ).trash.collections({ params: { workspace: await workspace() } });
        print(found, {
          rows: found.items,
          columns: {
            id: (row: Collection) => row.id,
            what: (row: Collection) => row.selection,
            state: (row: Collection) => row.state,
            started: (row: Collection) => formatTime(row.startedAt),
            by: (row: Collection) => row.startedBy,
            runs: (row: Collection) => row.runs,
            freed: (row: Collection) => formatBytes(row.freed.bytes)
          }
        });
      })
    );
  trash
    .command('cancel <collection>')
    .description('stop a collection; what it has removed stays removed')
    .action(
      action(async (collection: string) => {
        const params = { workspace: await workspace(), collection };
        print(await (await client()).trash.cancel({ params }));
      })
    );
}

function registerGarbage(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  program
    .command('gc')
    .description('free stored content that nothing refers to')
    .option(
      '--grace <minutes>',
      'content that was stored or claimed within these stays',
      wholeNumber,
      60
    )
    .option('--preview', 'only show what would go, what stays, and what is missing')
    .action(
      action(async ({ grace, preview }: { grace: number; preview?: boolean }) => {
        const params = { workspace: await workspace() };
        const body = { selection: { type: 'content' as const }, graceMinutes: grace };
        if (preview) {
          printPreview(await (await client()).trash.preview({ params, body }), print);
        } else {
          await collect(context, body);
        }
      })
    );
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError('Give a whole number.');
  }
  return Number(text);
}

const daysOf = (text: string): number | null => (text === 'forever' ? null : wholeNumber(text));

async function itemsOf(client: Client, workspace: string, ids: string[]) {
  const params = { workspace };
  const { items } = await listAll(cursor => client.trash.list({ params, query: { cursor } }));
  return ids.map(id => {
    const found = items.find(item => item.id === id);
    if (!found) {
      throw new AtelierError('not-found', `There is no “${id}” in the trash.`, {
        remedy: 'Look at `atelier trash list`.'
      });
    }
    return { kind: found.kind, id };
  });
}

async function selectionOf(
  client: Client,
  workspace: string,
  ids: string[],
  { expired }: Chosen
): Promise<TrashSelection> {
  return ids.length
    ? { type: 'items', items: await itemsOf(client, workspace, ids) }
    : { type: expired ? 'expired' : 'all' };
}

async function collect(
  { client, print, workspace }: CliContext,
  body: { selection: TrashSelection; graceMinutes: number }
): Promise<void> {
  const api = (await client()).trash;
  const params = { workspace: await workspace() };
  let collection = await api.collect({ params, body });
  while (collection.state === 'running') {
    await delay(ASKED_EVERY);
    collection = await api.collection({ params: { ...params, collection: collection.id } });
  }
  const { experiments, freed, loggedModels, runs, state } = collection;
  print(collection, {
    rows: [{ state, experiments, runs, loggedModels, freed: formatBytes(freed.bytes) }],
    columns: {
      state: () => state,
      experiments: () => experiments,
      runs: () => runs,
      'logged models': () => loggedModels,
      freed: () => formatBytes(freed.bytes)
    }
  });
  if (state !== 'finished') {
    process.exitCode = 1;
  }
}

function printPreview(preview: CollectionPreview, print: CliContext['print']): void {
  const { fresh, freed, kept, keptExamples, missing, missingExamples, ...rows } = preview;
  const amount = ({ bytes, count }: { bytes: number; count: number }): string =>
    `${formatBytes(bytes)} in ${count} contents`;
  const names = (references: { kind: string; name: string }[]): string =>
    references.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const lines = [
    ...Object.entries(rows).map(([what, count]) => ({ what, amount: String(count) })),
    { what: 'freed', amount: amount(freed) },
    { what: 'freed later', amount: amount(fresh) },
    { what: 'kept', amount: amount(kept) },
    ...keptExamples.map(({ references, sha256 }) => ({
      what: `  ${sha256.slice(0, 12)}`,
      amount: names(references)
    })),
    { what: 'missing', amount: String(missing) },
    ...missingExamples.map(({ references, sha256 }) => ({
      what: `  ${sha256.slice(0, 12)}`,
      amount: names(references)
    }))
  ];
  print(preview, {
    rows: lines,
    columns: {
      what: (row: (typeof lines)[0]) => row.what,
      amount: (row: (typeof lines)[0]) => row.amount
    }
  });
}
