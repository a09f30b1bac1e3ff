import { setTimeout as sleep } from 'node:timers/promises';
import type { EnvironmentImage, Registry } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatBytes, formatTime } from '../table.ts';

const imageColumns = {
  image: (row: EnvironmentImage) => row.tags[0] ?? row.id.slice(0, 19),
  size: (row: EnvironmentImage) => formatBytes(row.size),
  created: (row: EnvironmentImage) => formatTime(row.createdAt),
  'used by': (row: EnvironmentImage) =>
    row.users.map(each => `${each.environment} ${each.version}`).join(', ')
};
const registryColumns = {
  registry: (row: Registry) => row.host,
  user: (row: Registry) => row.username,
  updated: (row: Registry) => formatTime(row.updatedAt)
};
const POLL = 500;

/** Commands about the engine, its images and registries; added to those of environments. */
export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const group = program.commands.find(each => each.name() === 'environments')!;

  group
    .command('engine')
    .description('does the container engine answer, and is there an image to start from')
    .action(
      action(async () => {
        const { bootstrap, ...engine } = await (await client()).environments.engine();
        print({ ...engine, bootstrap: bootstrap.state });
      })
    );
  group
    .command('bootstrap')
    .description('make the image that environments start from out of this machine')
    .action(
      action(async () => {
        const { environments: api } = await client();
        let shown = 0;
        let engine = await api.bootstrap();
        for (;;) {
          const { error, log, state } = engine.bootstrap;
          process.stderr.write(log.slice(Math.min(shown, log.length)));
          shown = log.length;
          if (state !== 'running') {
            process.stderr.write(error ? `${error}\n` : '');
            process.exitCode = state === 'failed' ? 1 : 0;
            print({ state, base: engine.base?.reference ?? '', size: engine.base?.size ?? 0 });
            return;
          }
          await sleep(POLL);
          engine = await api.engine();
        }
      })
    );
  group
    .command('curated')
    .description('list ready-made specifications')
    .action(
      action(async () => {
        const found = await (await client()).environments.curated();
        const curated = {
          name: (row: { name: string }) => row.name,
          description: (row: { description: string }) => row.description
        };
        print(found, { rows: found.items, columns: curated });
      })
    );
  group
    .command('images')
    .description('list images of environments with what uses them')
    .action(
      action(async () => {
        const found = await (await client()).environments.images();
        print(found, { rows: found.items, columns: imageColumns });
      })
    );
  group
    .command('delete-image <image>')
    .description('delete an image that nothing uses')
    .action(
      action(async (image: string) => {
        print(await (await client()).environments.deleteImage({ query: { image } }));
      })
    );
  group
    .command('push <environment> <version> <reference>')
    .description('send an image to a registry')
    .action(
      action(async (environment: string, version: string, reference: string) => {
        const params = { workspace: await workspace(), environment, version: Number(version) };
        const { environments: api } = await client();
        print(await api.versions.push({ params, body: { reference } }));
      })
    );
  group
    .command('pull <reference>')
    .description('fetch an image from its registry')
    .action(
      action(async (reference: string) => {
        const params = { workspace: await workspace() };
        const { environments: api } = await client();
        print(await api.registries.pull({ params, body: { reference } }));
      })
    );
  group
    .command('registries')
    .description('list registries with a login')
    .action(
      action(async () => {
        const params = { workspace: await workspace() };
        const found = await (await client()).environments.registries.list({ params });
        print(found, { rows: found.items, columns: registryColumns });
      })
    );
  group
    .command('set-registry <host>')
    .description('keep the login of a registry; the password is read from standard input')
    .requiredOption('--username <name>', 'user of the registry')
    .action(
      action(async (host: string, { username }: { username: string }) => {
        const chunks: Buffer[] = [];
        for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
          chunks.push(chunk);
        }
        const password = Buffer.concat(chunks)
          .toString()
          .replace(/\r?\n$/, '');
        const params = { workspace: await workspace(), host };
        const { environments: api } = await client();
        print(await api.registries.set({ params, body: { username, password } }));
      })
    );
  group
    .command('delete-registry <host>')
    .description('forget the login of a registry')
    .action(
      action(async (host: string) => {
        const params = { workspace: await workspace(), host };
        print(await (await client()).environments.registries.delete({ params }));
      })
    );
}
