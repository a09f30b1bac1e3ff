import type { RunModel } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { saveDownload } from '../files.ts';
import { formatTime } from '../table.ts';

const columns = {
  id: (row: RunModel) => row.id,
  name: (row: RunModel) => row.name,
  type: (row: RunModel) => row.type ?? '',
  status: (row: RunModel) => row.status,
  registered: (row: RunModel) =>
    row.registrations.map(({ name, version }) => `${name}:${version}`).join(' '),
  files: (row: RunModel) => row.files.length,
  created: (row: RunModel) => formatTime(row.createdAt)
};

/** Adds to the commands of runs, which must be registered before. */
export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const runs = program.commands.find(command => command.name() === 'runs')!;
  runs
    .command('models <run>')
    .description('models that a run has logged or used through MLflow’s client')
    .action(
      action(async (run: string) => {
        const params = { workspace: await workspace(), run };
        const found = await (await client()).loggedModels.ofRun({ params });
        print(found, { rows: found.items, columns });
      })
    );
  runs
    .command('download-model <model> <path>')
    .description('download a file of a model that a run has logged')
    .option('--output <file>', 'file or folder to write to, - for standard output')
    .action(
      action(async (model: string, path: string, { output }: { output?: string }) => {
        const params = { workspace: await workspace(), model, path };
        const response = await (await client()).loggedModels.file({ params });
        const file = await saveDownload(response, output);
        if (file !== '-') {
          print({ file });
        }
      })
    );
}
