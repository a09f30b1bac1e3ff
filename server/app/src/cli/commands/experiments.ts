import type { Experiment } from '@atelier-ml/api';
import type { Command } from 'commander';
import { listAll } from '../list.ts';
import type { CliContext } from '../context.ts';
import { formatTime } from '../table.ts';

const columns = {
  name: (row: Experiment) => row.name,
  runs: (row: Experiment) => row.runCount,
  running: (row: Experiment) => row.activeRunCount,
  changed: (row: Experiment) => formatTime(row.updatedAt),
  description: (row: Experiment) => row.description
};

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const experiments = program.command('experiments').description('groups of runs');
  const paramsOf = async (experiment: string) => ({ workspace: await workspace(), experiment });

  experiments
    .command('list')
    .description('list experiments, the last changed first')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const params = { workspace: await workspace() };
        const api = (await client()).experiments;
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  experiments
    .command('create <name>')
    .description('create an experiment')
    .option('--description <text>', 'what it is for', '')
    .action(
      action(async (name: string, { description }: { description: string }) => {
        const params = { workspace: await workspace() };
        print(await (await client()).experiments.create({ params, body: { name, description } }));
      })
    );
  experiments
    .command('show <experiment>')
    .description('show an experiment by name or id')
    .action(
      action(async (experiment: string) => {
        print(await (await client()).experiments.get({ params: await paramsOf(experiment) }));
      })
    );
  experiments
    .command('update <experiment>')
    .description('rename or describe an experiment')
    .option('--name <name>', 'new name')
    .option('--description <text>', 'what it is for')
    .action(
      action(async (experiment: string, body: { name?: string; description?: string }) => {
        const params = await paramsOf(experiment);
        print(await (await client()).experiments.update({ params, body }));
      })
    );
  experiments
    .command('delete <experiment>')
    .description('move an experiment with its runs to the trash')
    .action(
      action(async (experiment: string) => {
        print(await (await client()).experiments.delete({ params: await paramsOf(experiment) }));
      })
    );
  experiments
    .command('restore <experiment>')
    .description('take an experiment with its runs out of the trash')
    .action(
      action(async (experiment: string) => {
        print(await (await client()).experiments.restore({ params: await paramsOf(experiment) }));
      })
    );
}
