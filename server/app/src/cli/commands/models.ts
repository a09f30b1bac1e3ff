import type { Model, ModelVersion } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { collectPairs, readJson, saveDownload, uploadFile } from '../files.ts';
import { listAll } from '../list.ts';
import { formatTime } from '../table.ts';

type Example = ModelVersion['example'];

const columns = {
  name: (row: Model) => row.name,
  version: (row: Model) => row.latest.version,
  format: (row: Model) => row.latest.format,
  aliases: (row: Model) =>
    Object.entries(row.aliases)
      .map(([alias, version]) => `${alias}=${version}`)
      .join(' '),
  changed: (row: Model) => formatTime(row.updatedAt),
  description: (row: Model) => row.description
};
const versionColumns = {
  version: (row: ModelVersion) => row.version,
  aliases: (row: ModelVersion) => row.aliases.join(' '),
  bytes: (row: ModelVersion) => row.size,
  run: (row: ModelVersion) => row.runId ?? '',
  created: (row: ModelVersion) => formatTime(row.createdAt),
  description: (row: ModelVersion) => row.description
};

interface RegisterOptions {
  run?: string;
  description: string;
  example?: string;
  alias: string[];
  tag?: Record<string, string>;
}

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const models = program.command('models').description('registered models with versions');
  const at = async (model: string) => ({ workspace: await workspace(), model });

  models
    .command('list')
    .description('list models, the last changed first')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { models: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  models
    .command('register <name> <file>')
    .description('register a file, or with --run an artifact of that run, as a (new) version')
    .option('--run <id>', 'run that has <file> as an artifact')
    .option('--description <text>', 'what is special about this version', '')
    .option('--example <json>', 'one row of input: JSON, @file or -')
    .option('--alias <alias>', 'alias to point at it; may be repeated', append, [])
    .option('--tag <name=value>', 'a tag of a new model; may be repeated', collectPairs)
    .action(
      action(async (name: string, file: string, options: RegisterOptions) => {
        const found = await client();
        const { models: api } = found;
        const { alias, description, example, run, tag: tags } = options;
        const source = run ? { runId: run, path: file } : await uploadFile(found, file);
        const row = example === undefined ? undefined : ((await readJson(example)) as Example);
        const version = { source, description, aliases: alias, ...(row && { example: row }) };
        const params = await at(name);
        const known = await api.list({ params, query: { search: name, limit: 1000 } });
        print(
          known.items.some(model => model.name === name)
            ? await api.versions.create({ params, body: version })
            : await api.create({ params, body: { name, tags, version } })
        );
      })
    );
  models
    .command('show <model>')
    .description('show a model')
    .action(
      action(async (model: string) => {
        print(await (await client()).models.get({ params: await at(model) }));
      })
    );
  models
    .command('update <model>')
    .description('rename, describe or tag a model')
    .option('--name <name>', 'new name')
    .option('--description <text>', 'what it is for')
    .option('--tag <name=value>', 'all tags from now on; may be repeated', collectPairs)
    .action(
      action(async (model: string, options: Partial<RegisterOptions> & { name?: string }) => {
        const { description, name, tag: tags } = options;
        const { models: api } = await client();
        print(await api.update({ params: await at(model), body: { name, description, tags } }));
      })
    );
  models
    .command('delete <model>')
    .description('delete a model with all its versions')
    .action(
      action(async (model: string) => {
        print(await (await client()).models.delete({ params: await at(model) }));
      })
    );
  registerVersions(models, context);
}

const append = (value: string, values: string[]) => [...values, value];

/** Commands about versions and aliases. */
function registerVersions(models: Command, { action, client, print, workspace }: CliContext) {
  const at = async (model: string) => ({ workspace: await workspace(), model });

  models
    .command('versions <model>')
    .description('list versions, the newest first')
    .action(
      action(async (model: string) => {
        const found = await (await client()).models.versions.list({ params: await at(model) });
        print(found, { rows: found.items, columns: versionColumns });
      })
    );
  models
    .command('show-version <model> <version>')
    .description('show a version by number, alias or latest')
    .action(
      action(async (model: string, version: string) => {
        const params = { ...(await at(model)), version };
        print(await (await client()).models.versions.get({ params }));
      })
    );
  models
    .command('delete-version <model> <version>')
    .description('delete a version that is not served')
    .action(
      action(async (model: string, version: string) => {
        const params = { ...(await at(model)), version };
        print(await (await client()).models.versions.delete({ params }));
      })
    );
  models
    .command('download <model>')
    .description('download a model file')
    .option('--version <version>', 'number, alias or latest', 'latest')
    .option('-o, --output <path>', 'file, folder, or - for standard output')
    .action(
      action(async (model: string, options: { version: string; output?: string }) => {
        const { models: api } = await client();
        const params = { ...(await at(model)), version: options.version };
        const file = await saveDownload(await api.versions.content({ params }), options.output);
        if (file !== '-') {
          print({ file });
        }
      })
    );
  models
    .command('alias <model> <alias> <version>')
    .description('point an alias at a version')
    .action(
      action(async (model: string, alias: string, version: string) => {
        const params = { ...(await at(model)), alias };
        const body = { version: Number(version) };
        print(await (await client()).models.aliases.set({ params, body }));
      })
    );
  models
    .command('unalias <model> <alias>')
    .description('remove an alias')
    .action(
      action(async (model: string, alias: string) => {
        const params = { ...(await at(model)), alias };
        print(await (await client()).models.aliases.delete({ params }));
      })
    );
}
