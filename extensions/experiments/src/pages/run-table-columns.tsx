import type { Run } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';
import { formatNumber, RelativeTime } from '@atelier-ml/ui';
import type { AssetColumn } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { Elapsed, keyOf, RunStatusBadge } from '../runs/index.ts';
import type { ColumnId, RunFilter } from '../runs/index.ts';

/** The columns of the runs table; what the server can sort by is sorted by a click on the title. */
export function runTableColumns(
  shown: readonly ColumnId[],
  filter: RunFilter,
  trans: TranslationBundle
): AssetColumn<Run>[] {
  const sort = (by: string): AssetColumn<Run>['sort'] => ({
    direction: filter.order.by === by ? filter.order.direction : null,
    onSort: () => filter.orderBy(by)
  });
  return [
    {
      id: 'name',
      title: trans.__('Name'),
      width: 'minmax(140px, 2fr)',
      render: ({ name }) => <span title={name}>{name}</span>,
      sort: sort('name')
    },
    {
      id: 'status',
      title: trans.__('Status'),
      width: '104px',
      render: run => <RunStatusBadge run={run} />
    },
    {
      id: 'started',
      title: trans.__('Started'),
      width: '112px',
      render: ({ startedAt }) => <RelativeTime time={startedAt} />,
      sort: sort('started')
    },
    {
      id: 'duration',
      title: trans.__('Duration'),
      width: '96px',
      align: 'end',
      render: run => <Elapsed run={run} />
    },
    ...shown.map(column => valueColumn(column, sort))
  ];
}

function valueColumn(
  column: ColumnId,
  sort: (by: string) => AssetColumn<Run>['sort']
): AssetColumn<Run> {
  const key = keyOf(column);
  if (column.startsWith('param:')) {
    return {
      id: column,
      title: key,
      width: 'minmax(96px, 1fr)',
      render: ({ params }) => <span title={params[key]}>{params[key] ?? '–'}</span>
    };
  }
  return {
    id: column,
    title: key,
    width: 'minmax(96px, 1fr)',
    align: 'end',
    render: ({ metrics }) => (metrics[key] ? formatNumber(toNumber(metrics[key].last)) : '–'),
    sort: sort(column)
  };
}
