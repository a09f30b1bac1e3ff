import type { Artifact, DatasetVersion, RunDetail } from '@atelier-ml/api';
import { showFormDialog } from '@atelier-ml/ui';
import type { ExperimentsServices } from '../services.ts';
import { endingOf, nameOf } from './artifact-kind.ts';

const OPEN = 'datasets:open-dataset';
type DatasetFormat = DatasetVersion['format'];

const FORMATS: Readonly<Record<string, DatasetFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  jsonl: 'jsonl',
  parquet: 'file'
};

/** What a file is as a dataset; undefined if it is no table. */
export const datasetFormatOf = (path: string): DatasetFormat | undefined => FORMATS[endingOf(path)];

/** Asks for a name, then makes a dataset of what the artifact holds; its bytes are not sent again. */
export async function registerDataset(
  services: ExperimentsServices,
  run: RunDetail,
  { path, sha256 }: Artifact,
  format: DatasetFormat
): Promise<void> {
  const { client, commands, trans } = services;
  const made = await showFormDialog({
    trans,
    title: trans.__('Register as a dataset'),
    accept: trans.__('Register'),
    fields: [
      { name: 'name', kind: 'text', label: trans.__('Name'), required: true, maximumLength: 128 }
    ],
    values: { name: nameOf(path).replace(/\.[^.]+$/, '') },
    submit: values =>
      client.api.datasets.create({
        params: { workspace: run.workspaceId },
        body: {
          name: String(values.name).trim(),
          description: trans.__('From “%1” of the run “%2”', path, run.name),
          content: { sha256, filename: nameOf(path), format }
        }
      })
  });
  if (made && commands.hasCommand(OPEN)) {
    const { id, name } = made;
    await commands.execute(OPEN, { id, name, workspace: run.workspaceId });
  }
}
