import type { EndpointStatistics } from '@atelier-ml/api';
import type { PolledModel } from '@atelier-ml/shell';
import {
  Card,
  ErrorState,
  formatDuration,
  formatInteger,
  formatNumber,
  LineChart,
  LoadingState,
  Stat,
  StatGrid,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';

/** How many requests came, and how fast they were answered. */
export function PerformanceTab({ statistics }: { statistics: PolledModel<EndpointStatistics> }) {
  useModel(statistics);
  if (statistics.value) {
    return <Figures value={statistics.value} />;
  }
  return statistics.error ? (
    <ErrorState error={statistics.error} onRetry={() => void statistics.refresh()} />
  ) : (
    <LoadingState rows={6} />
  );
}

function Figures({ value }: { value: EndpointStatistics }) {
  const trans = useTrans();
  const x = value.timeline.map(({ at }) => at);
  const line = (key: 'requests' | 'errors' | 'p50' | 'p99', label: string) => ({
    key,
    label,
    x,
    y: value.timeline.map(bucket => bucket[key])
  });
  return (
    <div className="atl-Endpoints-performance">
      <StatGrid>
        <Stat label={trans.__('Requests')} value={formatInteger(value.requests)} />
        <Stat label={trans.__('Errors')} value={formatInteger(value.errors)} />
        <Stat
          label={trans.__('Requests a second')}
          value={formatNumber(value.requestsPerSecond, 3)}
        />
        <Stat label={trans.__('Median latency')} value={formatDuration(value.p50)} />
        <Stat label={trans.__('95th percentile')} value={formatDuration(value.p95)} />
        <Stat label={trans.__('99th percentile')} value={formatDuration(value.p99)} />
      </StatGrid>
      <Card title={trans.__('Latency (ms)')}>
        <LineChart
          label={trans.__('Latency in milliseconds over the last half hour')}
          xKind="time"
          height={200}
          series={[line('p50', trans.__('Median')), line('p99', trans.__('99th percentile'))]}
        />
      </Card>
      <Card title={trans.__('Requests in ten seconds')}>
        <LineChart
          label={trans.__('Requests in ten seconds over the last half hour')}
          xKind="time"
          height={160}
          series={[line('requests', trans.__('Requests')), line('errors', trans.__('Errors'))]}
        />
      </Card>
    </div>
  );
}
