import { pathOf, routes } from '@atelier-ml/api';
import {
  Button,
  Chip,
  ErrorState,
  formatBytes,
  formatInteger,
  icons,
  IconButton,
  LoadingState,
  RelativeTime,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { VersionSource } from './source.ts';
import { useLoaded } from './use-loaded.ts';

interface VersionsTabProps extends VersionSource {
  /** Shows a version on the whole page; null follows the newest. */
  onSelect: (version: number | null) => void;
}

/** All versions, the newest first; one of them is the one that the page shows. */
export function VersionsTab({ dataset, version, workspace, services, onSelect }: VersionsTabProps) {
  const trans = useTrans();
  const params = { workspace, dataset: dataset.id };
  const versions = useLoaded(`${dataset.id}:${dataset.latest.version}`, signal =>
    services.client.api.datasets.versions.list({ params, signal })
  );
  if (versions.error) {
    return <ErrorState error={versions.error} onRetry={versions.retry} />;
  }
  if (!versions.value) {
    return <LoadingState />;
  }
  return (
    <table className="atl-Table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Version')}</th>
          <th scope="col">{trans.__('File')}</th>
          <th scope="col">{trans.__('Rows')}</th>
          <th scope="col">{trans.__('Size')}</th>
          <th scope="col">{trans.__('Created')}</th>
          <th scope="col">{trans.__('Note')}</th>
          <th scope="col">
            <span className="atl-visuallyHidden">{trans.__('Actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.value.items.map(item => (
          <tr key={item.version} aria-current={item.version === version || undefined}>
            <th scope="row">
              <Chip tone={item.version === version ? 'success' : undefined}>{item.version}</Chip>
            </th>
            <td title={item.sha256}>{item.filename}</td>
            <td>{item.rowCount === null ? '–' : formatInteger(item.rowCount)}</td>
            <td>{formatBytes(item.size)}</td>
            <td>
              <RelativeTime time={item.createdAt} />
            </td>
            <td>{item.note}</td>
            <td className="atl-Table-actions">
              <Button
                variant="quiet"
                disabled={item.version === version}
                onClick={() =>
                  onSelect(item.version === dataset.latest.version ? null : item.version)
                }
              >
                {item.version === version ? trans.__('Shown') : trans.__('Show')}
              </Button>
              <IconButton
                icon={icons.download}
                label={trans.__('Download version %1', item.version)}
                onClick={() =>
                  services.client.download(
                    pathOf(routes.datasets.versions.content, {
                      params: { ...params, version: item.version }
                    }),
                    item.filename
                  )
                }
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
