import { setTimeout as sleep } from 'node:timers/promises';
import type { EnvironmentImage } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatBytes, formatTime } from '../table.ts';
import { readSpec, withSpec } from './environment-spec.ts';
import type { SpecOptions } from './environment-spec.ts';

const imageColumns = {
  image: (row: EnvironmentImage) => row.tags[0] ?? row.id.slice(0, 19),
  size: (row: EnvironmentImage) => formatBytes(row.size),
  created: (row: EnvironmentImage) => formatTime(row.createdAt),
  'used by': (row: EnvironmentImage) =>
    row.users.map(each => `${each.environment} ${each.version}`).join(', ')
};
const POLL = 500;

/** Commands about the engine and its images; added to those of environments. */
export function register(program: Command, context: CliContext): void {
  const { action, client, options, print } = context;
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
    .addOption(
      new Option(
        '--from <source>',
        'debian (with apt, by mmdebstrap) or the programs of this machine'
      )
        .choices(['auto', 'debian', 'machine'])
        .default('auto')
    )
    .action(
      action(async (body: { from: 'auto' | 'debian' | 'machine' }) => {
        const { environments: api } = await client();
        let shown = 0;
        let engine = await api.bootstrap({ body });
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
  withSpec(
    group
      .command('dockerfile')
      .description('show the Dockerfile that would be built of a specification')
  ).action(
    action(async (given: SpecOptions) => {
      const { environments: api } = await client();
      const found = await api.dockerfile({ body: { spec: await readSpec(given, api) } });
      if (options().json) {
        print(found);
      } else {
        process.stdout.write(found.dockerfile);
      }
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
}
