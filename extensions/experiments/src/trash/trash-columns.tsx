import type { TrashItem } from '@atelier-ml/api';
import { AssetRow, formatBytes, formatInteger, RelativeTime } from '@atelier-ml/ui';
import type { AssetColumn } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { iconOf, kindText } from './trash-item.ts';

/** What the columns need, in pixels. */
export const COLUMNS_WIDTH = 840;

/** The columns of the trash. */
export function trashColumns(trans: TranslationBundle): AssetColumn<TrashItem>[] {
  return [
    {
      id: 'name',
      title: trans.__('Name'),
      width: 'minmax(160px, 2fr)',
      render: ({ kind, name }) => {
        const Icon = iconOf(kind);
        return (
          <span className="atl-Trash-name" title={name}>
            <Icon.react tag="span" />
            <span>{name}</span>
          </span>
        );
      }
    },
    {
      id: 'kind',
      title: trans.__('Kind'),
      width: 'minmax(110px, 1fr)',
      render: item => kindOf(item, trans)
    },
    {
      id: 'experiment',
      title: trans.__('Experiment'),
      width: 'minmax(100px, 1fr)',
      render: ({ experiment }) => experiment ?? '–'
    },
    {
      id: 'size',
      title: trans.__('Files'),
      width: '84px',
      align: 'end',
      render: ({ size }) => formatBytes(size)
    },
    {
      id: 'deleted',
      title: trans.__('Deleted'),
      width: '120px',
      render: ({ deletedAt }) => <RelativeTime time={deletedAt} />
    },
    {
      id: 'by',
      title: trans.__('By'),
      width: 'minmax(80px, 0.8fr)',
      render: ({ deletedBy }) => deletedBy ?? '–'
    },
    {
      id: 'purged',
      title: trans.__('Goes for good'),
      width: '120px',
      render: ({ purgedAt }) =>
        purgedAt === null ? trans.__('never') : <RelativeTime time={purgedAt} />
    }
  ];
}

/** One item in two lines, where there is no room for columns. */
export function TrashRow({ item, trans }: { item: TrashItem; trans: TranslationBundle }) {
  const { deletedAt, experiment, kind, name, purgedAt, size } = item;
  return (
    <AssetRow
      icon={iconOf(kind)}
      title={name}
      badge={
        <small>
          {trans.__('deleted')} <RelativeTime time={deletedAt} />
        </small>
      }
      subtitle={[kindOf(item, trans), experiment, formatBytes(size)].filter(Boolean).join(' · ')}
      meta={
        purgedAt === null ? (
          trans.__('is kept')
        ) : (
          <>
            {trans.__('goes')} <RelativeTime time={purgedAt} />
          </>
        )
      }
    />
  );
}

const kindOf = ({ kind, runCount }: TrashItem, trans: TranslationBundle): string =>
  runCount === null
    ? kindText(kind, trans)
    : trans._n('Experiment, %2 run', 'Experiment, %2 runs', runCount, formatInteger(runCount));
