import type { DatasetVersion } from '@atelier-ml/api';
import {
  DataGrid,
  EmptyState,
  ErrorState,
  icons,
  LoadingState,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { PreviewModel } from './preview-model.ts';
import type { VersionSource } from './source.ts';
import { versionParams } from './source.ts';
import { useLoaded } from './use-loaded.ts';

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'number']);

/** The rows of a table, fetched as they come into sight. */
export function PreviewTab(source: VersionSource) {
  const trans = useTrans();
  const { services, dataset, version } = source;
  const newest = version === dataset.latest.version;
  const shown = useLoaded(`${dataset.id}:${version}`, async signal =>
    newest
      ? dataset.latest
      : services.client.api.datasets.versions.get({ params: versionParams(source), signal })
  );
  if (shown.error) {
    return <ErrorState error={shown.error} onRetry={shown.retry} />;
  }
  if (!shown.value) {
    return <LoadingState rows={8} />;
  }
  if (shown.value.rowCount === null) {
    return (
      <EmptyState
        icon={icons.file}
        text={trans.__('%1 is not a table. Download it to look inside.', shown.value.filename)}
      />
    );
  }
  return <Rows key={shown.value.sha256} source={source} content={shown.value} />;
}

function Rows({ source, content }: { source: VersionSource; content: DatasetVersion }) {
  const trans = useTrans();
  const { client } = source.services;
  const [model] = React.useState(
    () =>
      new PreviewModel((offset, limit) =>
        client.api.datasets.versions.preview({
          params: versionParams(source),
          query: { offset, limit }
        })
      )
  );
  useModel(model);
  const onVisible = React.useCallback(
    (from: number, to: number) => void model.show(from, to),
    [model]
  );
  if (model.error) {
    return <ErrorState error={model.error} onRetry={() => void model.retry()} />;
  }
  if (content.rowCount === 0) {
    return <EmptyState icon={icons.table} text={trans.__('The table has columns but no rows.')} />;
  }
  return (
    <div className="atl-Datasets-grid">
      <DataGrid
        label={trans.__('Rows of %1', source.dataset.name)}
        columns={content.columns.map(({ name, type }) => ({
          title: name,
          subtitle: type,
          align: NUMERIC.has(type) ? 'end' : 'start'
        }))}
        rowCount={content.rowCount ?? 0}
        cell={(row, column) => {
          const value = model.cell(row, column);
          return value === null || value === undefined ? value : String(value);
        }}
        onVisible={onVisible}
      />
    </div>
  );
}
