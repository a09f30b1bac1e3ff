import { basename } from 'node:path';
import { AtelierError, SavedView, ViewFile } from '@atelier-ml/api';
import type { Client } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { readJson, writeNewFile } from '../files.ts';
import { listAll } from '../list.ts';
import { formatTime } from '../table.ts';

interface Place {
  page?: SavedView['page'];
  experiment?: string;
}

const columns = {
  id: (row: SavedView) => row.id,
  name: (row: SavedView) => row.name,
  page: (row: SavedView) => row.page,
  changed: (row: SavedView) => formatTime(row.updatedAt)
};

export function register(program: Command, context: CliContext): void {
  const views = program.command('views').description('saved views of pages');
  registerReading(views, context);
  registerWriting(views, context);
}

function placed(command: Command): Command {
  return command
    .addOption(new Option('--page <page>', 'of that page').choices(SavedView.shape.page.options))
    .option('--experiment <name>', 'of that experiment');
}

function registerReading(views: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  placed(views.command('list').description('list saved views by name'))
    .option('--search <text>', 'text that the name contains')
    .action(
      action(async ({ search, ...place }: Place & { search?: string }) => {
        const found = await listViews(await client(), await workspace(), place, search);
        print(found, { rows: found.items, columns });
      })
    );
  placed(views.command('get <view>').description('show a view by name or id')).action(
    action(async (view: string, place: Place) => {
      print(await findView(await client(), await workspace(), view, place));
    })
  );
  placed(views.command('export <view>').description('write a view to a JSON file'))
    .option('--output <file>', 'file to write to, - for standard output')
    .action(
      action(async (name: string, { output, ...place }: Place & { output?: string }) => {
        const [api, scope] = [await client(), await workspace()];
        const file = await fileOf(api, scope, await findView(api, scope, name, place));
        const text = `${JSON.stringify(file, null, 2)}\n`;
        if (output === '-') {
          process.stdout.write(text);
          return;
        }
        const target = output ?? `${file.name.replace(/[^\p{L}\p{N}._ -]/gu, '_')}.view.json`;
        await writeNewFile(target, text);
        print({ file: target });
      })
    );
}

function registerWriting(views: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  placed(views.command('save <name>').description('save a view, anew if there is one of that name'))
    .requiredOption('--state <json>', 'what the page keeps: a text, @file, or - for standard input')
    .action(
      action(async (name: string, { experiment, page, state }: Place & { state: string }) => {
        const file = asViewFile({
          kind: 'atelier-view',
          formatVersion: 1,
          name,
          page: page ?? (experiment === undefined ? 'comparison' : 'experiment'),
          experiment: experiment ?? null,
          state: await readJson(state)
        });
        print(await saveView(await client(), await workspace(), file));
      })
    );
  views
    .command('import <file>')
    .description('save a view that was exported; - for standard input')
    .option('--name <name>', 'under another name')
    .option('--experiment <name>', 'for another experiment')
    .action(
      action(async (source: string, changed: { name?: string; experiment?: string }) => {
        const found = await readJson(source === '-' ? '-' : `@${source}`);
        const file = asViewFile(found, `The file ${basename(source)} holds no saved view.`);
        print(await saveView(await client(), await workspace(), { ...file, ...changed }));
      })
    );
  placed(views.command('delete <view>').description('delete a view by name or id')).action(
    action(async (name: string, place: Place) => {
      const [api, scope] = [await client(), await workspace()];
      const { id } = await findView(api, scope, name, place);
      print(await api.views.delete({ params: { workspace: scope, view: id } }));
    })
  );
}

async function experimentId(client: Client, workspace: string, name: string): Promise<string> {
  return (await client.experiments.get({ params: { workspace, experiment: name } })).id;
}

async function listViews(
  client: Client,
  workspace: string,
  { experiment, page }: Place,
  search?: string
) {
  const subject =
    experiment === undefined ? undefined : await experimentId(client, workspace, experiment);
  return listAll(cursor =>
    client.views.list({ params: { workspace }, query: { page, subject, search, cursor } })
  );
}

async function findView(client: Client, workspace: string, reference: string, place: Place) {
  const { items } = await listViews(client, workspace, place);
  const byId = items.filter(({ id }) => id === reference);
  const found = byId.length ? byId : items.filter(({ name }) => name === reference);
  if (found.length > 1) {
    throw new AtelierError('invalid-input', `${found.length} views are called “${reference}”.`, {
      remedy: 'Say which with --page and --experiment, or give the id.'
    });
  }
  if (!found[0]) {
    throw new AtelierError('not-found', `There is no saved view “${reference}” here.`, {
      remedy: 'Look at `atelier views list`.'
    });
  }
  return found[0];
}

async function fileOf(client: Client, workspace: string, view: SavedView): Promise<ViewFile> {
  const { name, page, state, subject } = view;
  const experiment =
    subject === null
      ? null
      : (await client.experiments.get({ params: { workspace, experiment: subject } })).name;
  return { kind: 'atelier-view', formatVersion: 1, name, page, experiment, state };
}

async function saveView(client: Client, workspace: string, file: ViewFile): Promise<SavedView> {
  const { experiment, name, page, state } = file;
  const subject = experiment === null ? null : await experimentId(client, workspace, experiment);
  const { items } = await listViews(client, workspace, { page });
  const known = items.find(view => view.name === name && view.subject === subject);
  return known
    ? client.views.update({ params: { workspace, view: known.id }, body: { state } })
    : client.views.create({ params: { workspace }, body: { name, page, subject, state } });
}

function asViewFile(value: unknown, message = 'This cannot be saved as a view.'): ViewFile {
  const result = ViewFile.safeParse(value);
  if (!result.success) {
    throw new AtelierError('invalid-input', message, {
      fields: result.error.issues.map(issue => ({
        path: issue.path.join('.'),
        message: issue.message
      }))
    });
  }
  return result.data;
}
