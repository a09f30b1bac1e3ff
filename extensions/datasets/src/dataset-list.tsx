import type { Dataset } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import {
  AssetRow,
  Chip,
  formatBytes,
  formatInteger,
  icons,
  reactWidget,
  RelativeTime
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from './commands.ts';
import type { DatasetServices } from './commands.ts';

/** What the dataset holds, in a few words: `768 rows · 9 columns`, or the size of a file. */
export function contentSummary({ latest }: Dataset, trans: TranslationBundle): string {
  if (latest.rowCount === null) {
    return trans.__('%1 · %2', latest.filename, formatBytes(latest.size));
  }
  const rows = trans._n('%2 row', '%2 rows', latest.rowCount, formatInteger(latest.rowCount));
  const columns = trans._n('%1 column', '%1 columns', latest.columns.length);
  return trans.__('%1 · %2', rows, columns);
}

/** The cell that a dragged dataset becomes: its version is pinned. */
export function datasetCode({ name, latest }: Dataset): string {
  const variable = name.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^(\p{N})/u, '_$1');
  return [
    "import { dataset } from '@atelier-ml/sdk';",
    '',
    `const ${variable} = await dataset(${JSON.stringify(`${name}:${latest.version}`)});`,
    `const ${variable}_rows = await ${variable}.rows();`
  ].join('\n');
}

/** The datasets of the active workspace, in the side panel. */
export function createDatasetList(services: DatasetServices): Widget {
  const { client, scope, events, preferences, pages, commands, trans } = services;
  const model = new ListModel<Dataset>({
    fetchPage: (query, signal) =>
      client.api.datasets.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['dataset'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
  const args = ({ id, name }: Dataset) => ({ id, name });
  return reactWidget(
    () => (
      <AssetListView
        model={model}
        commands={commands}
        label={trans.__('Datasets')}
        searchLabel={trans.__('Search datasets')}
        getKey={dataset => dataset.id}
        getText={dataset => dataset.name}
        renderItem={dataset => (
          <AssetRow
            icon={dataset.latest.rowCount === null ? icons.file : icons.table}
            title={dataset.name}
            subtitle={contentSummary(dataset, trans)}
            badge={<Chip>{trans.__('v%1', dataset.latest.version)}</Chip>}
            meta={<RelativeTime time={dataset.updatedAt} />}
          />
        )}
        onOpen={dataset => pages.open('dataset', args(dataset))}
        onDelete={dataset => void commands.execute(CommandIDs.delete, args(dataset))}
        drag={datasetCode}
        menu={dataset => [
          { command: CommandIDs.open, args: args(dataset) },
          { command: CommandIDs.addVersion, args: args(dataset) },
          { command: CommandIDs.edit, args: args(dataset) },
          { command: CommandIDs.download, args: args(dataset) },
          'separator',
          { command: CommandIDs.delete, args: args(dataset) }
        ]}
        empty={{
          icon: icons.datasets,
          text: trans.__(
            'No dataset yet. Register a file, or let a notebook save one with the SDK.'
          ),
          action: {
            label: trans.__('New dataset'),
            onClick: () => void commands.execute(CommandIDs.create)
          }
        }}
      />
    ),
    { trans, dispose: () => model.dispose() }
  );
}
