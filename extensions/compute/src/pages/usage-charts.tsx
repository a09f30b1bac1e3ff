import type { ComputeInstance, UsageSample } from '@atelier-ml/api';
import { Card, EmptyState, icons, LineChart, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

const MIB = 1024 ** 2;
const HEIGHT = 190;

interface ChartSpec {
  title: string;
  label: string;
  series: { key: string; label: string; of(sample: UsageSample): number }[];
}

/** What all programs of an instance took in the last hour. */
export function UsageCharts({
  instance,
  samples
}: {
  instance: ComputeInstance;
  samples: readonly UsageSample[];
}) {
  const trans = useTrans();
  const x = samples.map(({ at }) => at);
  const everywhere: ChartSpec[] = [
    {
      title: trans.__('Processors (100 % is one)'),
      label: trans.__('Processor time of the instance, per cent of one processor'),
      series: [{ key: 'cpu', label: trans.__('Processors, %'), of: each => each.cpuPercent }]
    },
    {
      title: trans.__('Memory (MiB)'),
      label: trans.__('Memory of the instance, MiB'),
      series: [{ key: 'memory', label: trans.__('Memory, MiB'), of: each => each.memory / MIB }]
    }
  ];
  const ofContainers: ChartSpec[] = [
    {
      title: trans.__('Network (MiB a second)'),
      label: trans.__('Network of the instance, MiB a second'),
      series: [
        { key: 'received', label: trans.__('Received'), of: each => each.received / MIB },
        { key: 'sent', label: trans.__('Sent'), of: each => each.sent / MIB }
      ]
    },
    {
      title: trans.__('Disks (MiB a second)'),
      label: trans.__('What the instance reads and writes, MiB a second'),
      series: [
        { key: 'read', label: trans.__('Read'), of: each => each.read / MIB },
        { key: 'written', label: trans.__('Written'), of: each => each.written / MIB }
      ]
    },
    {
      title: trans.__('Processes and threads'),
      label: trans.__('Processes and threads of the instance'),
      series: [{ key: 'processes', label: trans.__('Processes'), of: each => each.processes }]
    }
  ];
  const charts = instance.driver === 'docker' ? [...everywhere, ...ofContainers] : everywhere;
  if (samples.length === 0) {
    return (
      <Card title={trans.__('Use')}>
        <EmptyState
          icon={icons.cpu}
          text={
            instance.state === 'running'
              ? trans.__('It is measured every five seconds; the first figures come soon.')
              : trans.__('It was not measured in the last hour.')
          }
        />
      </Card>
    );
  }
  return (
    <div className="atl-Compute-charts">
      {charts.map(({ label, series, title }) => (
        <Card key={title} title={title}>
          <LineChart
            label={label}
            xKind="time"
            height={HEIGHT}
            series={series.map(({ key, label: name, of }) => ({
              ...{ key, label: name, x },
              y: samples.map(of)
            }))}
          />
        </Card>
      ))}
    </div>
  );
}
