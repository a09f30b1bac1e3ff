import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentSpec } from '@atelier-ml/api';
import type { Environment, EnvironmentVersion } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { listAll } from '../list.ts';
import { formatBytes, formatTime } from '../table.ts';
import { readSpec, withSpec } from './environment-spec.ts';
import type { SpecOptions } from './environment-spec.ts';

const columns = {
  name: (row: Environment) => row.name,
  version: (row: Environment) => row.latest.version,
  state: (row: Environment) => row.latest.state,
  size: (row: Environment) => (row.latest.size === null ? '' : formatBytes(row.latest.size)),
  updated: (row: Environment) => formatTime(row.updatedAt),
  description: (row: Environment) => row.description
};
const versionColumns = {
  version: (row: EnvironmentVersion) => row.version,
  state: (row: EnvironmentVersion) => row.state,
  size: (row: EnvironmentVersion) => (row.size === null ? '' : formatBytes(row.size)),
  created: (row: EnvironmentVersion) => formatTime(row.createdAt),
  image: (row: EnvironmentVersion) => row.image
};
const POLL = 500;

const withBuild = (command: Command): Command =>
  withSpec(command).option('--build', 'build it, and show the log');

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const group = program.command('environments').description('what programs run in, as images');
  const at = async (environment: string) => ({ workspace: await workspace(), environment });
  const versionAt = async (environment: string, version: string | undefined) => {
    const { environments: api } = await client();
    const params = await at(environment);
    const number = version ?? (await api.get({ params })).latest.version;
    return { ...params, version: Number(number) };
  };
  type VersionParams = Awaited<ReturnType<typeof versionAt>>;

  /** Writes the log as it grows, until the build has ended. */
  async function follow(params: VersionParams): Promise<void> {
    const { environments: api } = await client();
    for (let after = 0; ;) {
      const { next, state, text } = await api.versions.log({ params, query: { after } });
      process.stderr.write(text);
      const ended = state !== 'queued' && state !== 'building';
      if (ended && next === after) {
        process.exitCode = state === 'failed' ? 1 : process.exitCode;
        return;
      }
      after = next;
      await sleep(ended ? 0 : POLL);
    }
  }

  group
    .command('list')
    .description('list environments')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { environments: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  withBuild(group.command('create <name>').description('create an environment'))
    .option('--description <text>', 'what it is for')
    .action(
      action(async (name: string, options: SpecOptions & { description?: string }) => {
        const { environments: api } = await client();
        const spec = await readSpec(options, api);
        const { build, description } = options;
        const params = { workspace: await workspace() };
        const made = await api.create({ params, body: { name, description, spec, build } });
        if (build) {
          await follow(await versionAt(name, '1'));
        }
        print(build ? await api.get({ params: await at(name) }) : made);
      })
    );
  withBuild(group.command('add-version <environment>').description('add a version')).action(
    action(async (environment: string, options: SpecOptions) => {
      const { environments: api } = await client();
      const spec = await readSpec(options, api);
      const params = await at(environment);
      const { build } = options;
      const made = await api.versions.create({ params, body: { spec, build } });
      if (build) {
        await follow({ ...params, version: made.version });
      }
      print(await api.versions.get({ params: { ...params, version: made.version } }));
    })
  );
  group
    .command('show <environment> [version]')
    .description('show an environment, or a version with its lock')
    .action(
      action(async (environment: string, version?: string) => {
        const { environments: api } = await client();
        print(
          version === undefined
            ? await api.get({ params: await at(environment) })
            : await api.versions.get({ params: await versionAt(environment, version) })
        );
      })
    );
  group
    .command('update <environment>')
    .description('rename or describe')
    .option('--name <name>', 'new name')
    .option('--description <text>', 'what it is for')
    .action(
      action(async (environment: string, body: { name?: string; description?: string }) => {
        print(await (await client()).environments.update({ params: await at(environment), body }));
      })
    );
  group
    .command('delete <environment>')
    .description('delete an environment with its images')
    .action(
      action(async (environment: string) => {
        print(await (await client()).environments.delete({ params: await at(environment) }));
      })
    );
  group
    .command('versions <environment>')
    .description('list versions, the newest first')
    .action(
      action(async (environment: string) => {
        const { environments: api } = await client();
        const found = await api.versions.list({ params: await at(environment) });
        print(found, { rows: found.items, columns: versionColumns });
      })
    );
  for (const verb of ['build', 'rebuild'] as const) {
    group
      .command(`${verb} <environment> [version]`)
      .description(
        verb === 'build'
          ? 'build a version (the latest), and show its log'
          : 'build exactly what the lock of a version names, as a new version'
      )
      .action(
        action(async (environment: string, version?: string) => {
          const { environments: api } = await client();
          const params = await versionAt(environment, version);
          const begun = await api.versions[verb]({ params });
          const target = { ...params, version: begun.version };
          await follow(target);
          print(await api.versions.get({ params: target }));
        })
      );
  }
  group
    .command('cancel <environment> [version]')
    .description('cancel a build')
    .action(
      action(async (environment: string, version?: string) => {
        const params = await versionAt(environment, version);
        print(await (await client()).environments.versions.cancel({ params }));
      })
    );
  group
    .command('log <environment> [version]')
    .description('show the log of a build, as it grows')
    .action(
      action(async (environment: string, version?: string) => {
        await follow(await versionAt(environment, version));
      })
    );
  group
    .command('draft')
    .description('make a specification of what is installed')
    .option('--pip <file>', 'what `pip freeze` prints')
    .option('--npm <file>', 'what `npm ls --json` prints')
    .action(
      action(async ({ npm, pip }: { pip?: string; npm?: string }) => {
        const read = (file?: string) => (file ? readFile(file, 'utf8') : undefined);
        const body = { pip: await read(pip), npm: await read(npm) };
        const { leftOut, spec } = await (await client()).environments.draft({ body });
        if (leftOut.length) {
          process.stderr.write(`left out, of no registry: ${leftOut.join(', ')}\n`);
        }
        process.stdout.write(`${JSON.stringify(EnvironmentSpec.parse(spec), null, 2)}\n`);
      })
    );
}
