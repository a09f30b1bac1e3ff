import type { Dataset } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import {
  Button,
  Chip,
  formatBytes,
  formatInteger,
  icons,
  Page,
  reactWidget,
  RelativeTime,
  Tabs,
  useModel
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../commands.ts';
import type { DatasetArgs, DatasetServices } from '../commands.ts';
import { VersionSelection } from '../version-selection.ts';
import { PreviewTab } from './preview-tab.tsx';
import { StatisticsTab } from './statistics-tab.tsx';
import { UseTab } from './use-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

/** The page of one dataset: preview, statistics, versions, and how to use it in code. */
export const createDatasetPage =
  (services: DatasetServices) =>
  (host: IPageHost<DatasetArgs>): Widget => {
    const { client, events, trans } = services;
    const model = new ResourceModel<Dataset>({
      fetch: signal =>
        client.api.datasets.get({
          params: { workspace: host.workspace, dataset: host.args.id },
          signal
        }),
      kinds: ['dataset'],
      subjectId: host.args.id,
      events
    });
    const selection = new VersionSelection();
    return reactWidget(
      () => <DatasetPage model={model} selection={selection} host={host} services={services} />,
      { trans, dispose: () => model.dispose() }
    );
  };

interface DatasetPageProps {
  model: ResourceModel<Dataset>;
  selection: VersionSelection;
  host: IPageHost<DatasetArgs>;
  services: DatasetServices;
}

function DatasetPage({ model, selection, host, services }: DatasetPageProps) {
  useModel(model);
  return (
    <ResourceView model={model}>
      {dataset => (
        <DatasetContent dataset={dataset} selection={selection} host={host} services={services} />
      )}
    </ResourceView>
  );
}

function DatasetContent({
  dataset,
  selection,
  host,
  services
}: Omit<DatasetPageProps, 'model'> & { dataset: Dataset }) {
  const { commands, trans } = services;
  useModel(selection);
  React.useEffect(() => host.setTitle(dataset.name), [host, dataset.name]);
  const version = selection.of(dataset);
  const args = { id: dataset.id, name: dataset.name, workspace: host.workspace };
  const run = (command: string) => () => void commands.execute(command, args);
  const table = dataset.latest.rowCount !== null;
  const source = { dataset, version, workspace: host.workspace, services };
  return (
    <Page
      icon={table ? icons.table : icons.file}
      title={dataset.name}
      description={dataset.description}
      badges={
        <>
          <Chip tone={version === dataset.latest.version ? 'success' : 'warning'}>
            {version === dataset.latest.version
              ? trans.__('version %1', version)
              : trans.__('version %1 of %2', version, dataset.latest.version)}
          </Chip>
          {Object.entries(dataset.tags).map(([key, value]) => (
            <Chip key={key}>{value ? `${key}: ${value}` : key}</Chip>
          ))}
        </>
      }
      facts={[
        table &&
          trans._n(
            '%2 row',
            '%2 rows',
            dataset.latest.rowCount ?? 0,
            formatInteger(dataset.latest.rowCount ?? 0)
          ),
        table && trans._n('%1 column', '%1 columns', dataset.latest.columns.length),
        formatBytes(dataset.latest.size),
        <RelativeTime key="time" time={dataset.updatedAt} />
      ]}
      actions={
        <>
          <Button icon={icons.upload} variant="primary" onClick={run(CommandIDs.addVersion)}>
            {trans.__('Add version')}
          </Button>
          <Button icon={icons.download} onClick={run(CommandIDs.download)}>
            {trans.__('Download')}
          </Button>
          <Button icon={icons.edit} onClick={run(CommandIDs.edit)}>
            {trans.__('Edit')}
          </Button>
          <Button icon={icons.delete} variant="danger" onClick={run(CommandIDs.delete)}>
            {trans.__('Delete')}
          </Button>
        </>
      }
      fill
    >
      <Tabs
        label={trans.__('Views of the dataset')}
        tabs={[
          {
            id: 'preview',
            label: trans.__('Preview'),
            render: () => <PreviewTab {...source} />
          },
          {
            id: 'statistics',
            label: trans.__('Statistics'),
            render: () => <StatisticsTab {...source} />
          },
          {
            id: 'versions',
            label: trans.__('Versions'),
            count: dataset.versionCount,
            render: () => <VersionsTab {...source} onSelect={chosen => selection.choose(chosen)} />
          },
          { id: 'use', label: trans.__('Use in code'), render: () => <UseTab {...source} /> }
        ]}
      />
    </Page>
  );
}
