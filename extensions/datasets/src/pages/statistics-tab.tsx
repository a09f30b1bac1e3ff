import type { ColumnStatistics, TableStatistics } from '@atelier-ml/api';
import {
  BarMeter,
  Card,
  Chip,
  EmptyState,
  ErrorState,
  formatInteger,
  formatNumber,
  formatPercent,
  Histogram,
  icons,
  KeyValueTable,
  LoadingState,
  Stat,
  StatGrid,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { VersionSource } from './source.ts';
import { versionParams } from './source.ts';
import { useLoaded } from './use-loaded.ts';

/** Basic statistics of every column: what is missing, how values spread, which are frequent. */
export function StatisticsTab(source: VersionSource) {
  const trans = useTrans();
  const { services, dataset, version } = source;
  const table = dataset.latest.rowCount !== null;
  const statistics = useLoaded(`${dataset.id}:${version}:${table}`, async signal =>
    table
      ? services.client.api.datasets.versions.statistics({ params: versionParams(source), signal })
      : null
  );
  if (!table) {
    return (
      <EmptyState
        icon={icons.file}
        text={trans.__('A file that is not a table has no statistics. Download it to look inside.')}
      />
    );
  }
  if (statistics.error) {
    return <ErrorState error={statistics.error} onRetry={statistics.retry} />;
  }
  if (!statistics.value) {
    return <LoadingState label={trans.__('Computing statistics…')} rows={8} />;
  }
  return <Statistics statistics={statistics.value} />;
}

function Statistics({ statistics }: { statistics: TableStatistics }) {
  const trans = useTrans();
  const cells = statistics.rowCount * statistics.columns.length;
  const missing = statistics.columns.reduce((sum, column) => sum + column.missing, 0);
  return (
    <div className="atl-Datasets-statistics">
      <StatGrid>
        <Stat label={trans.__('Rows')} value={formatInteger(statistics.rowCount)} />
        <Stat label={trans.__('Columns')} value={formatInteger(statistics.columns.length)} />
        <Stat
          label={trans.__('Missing values')}
          value={formatInteger(missing)}
          hint={cells > 0 ? formatPercent(missing / cells) : undefined}
        />
        <Stat label={trans.__('Duplicate rows')} value={formatInteger(statistics.duplicateRows)} />
      </StatGrid>
      <div className="atl-Datasets-columns">
        {statistics.columns.map(column => (
          <ColumnCard key={column.name} column={column} rowCount={statistics.rowCount} />
        ))}
      </div>
    </div>
  );
}

function ColumnCard({ column, rowCount }: { column: ColumnStatistics; rowCount: number }) {
  const trans = useTrans();
  return (
    <Card title={column.name} actions={<Chip>{column.type}</Chip>}>
      {column.histogram ? (
        <Histogram
          edges={column.histogram.edges}
          counts={column.histogram.counts}
          label={trans.__('Distribution of %1', column.name)}
        />
      ) : (
        <TopValues column={column} />
      )}
      {column.missing > 0 && (
        <BarMeter
          label={trans.__('Missing')}
          share={column.missing / Math.max(1, rowCount)}
          text={`${formatInteger(column.missing)} (${formatPercent(column.missing / Math.max(1, rowCount))})`}
        />
      )}
      <KeyValueTable
        label={trans.__('Figures of %1', column.name)}
        entries={figures(column, trans.__.bind(trans))}
      />
    </Card>
  );
}

function TopValues({ column }: { column: ColumnStatistics }) {
  return (
    <div className="atl-Datasets-top">
      {column.top.slice(0, 6).map(({ value, count }) => (
        <BarMeter
          key={value}
          label={value}
          share={count / Math.max(1, column.count)}
          text={formatInteger(count)}
        />
      ))}
    </div>
  );
}

function figures(
  column: ColumnStatistics,
  text: (message: string) => string
): [string, React.ReactNode][] {
  const rows: [string, React.ReactNode][] = [[text('Distinct'), formatInteger(column.distinct)]];
  if (column.mean !== null) {
    rows.push(
      [text('Mean'), formatNumber(column.mean)],
      [text('Standard deviation'), formatNumber(column.standardDeviation)]
    );
  }
  if (column.minimum !== null && column.maximum !== null) {
    rows.push([text('Range'), `${formatNumber(column.minimum)} – ${formatNumber(column.maximum)}`]);
  }
  if (column.quartiles) {
    rows.push([text('Quartiles'), column.quartiles.map(value => formatNumber(value)).join(' · ')]);
  }
  return rows;
}
