import type { ComputeInstance, GpuUsage, UsageSample } from '@atelier-ml/api';
import { Card, EmptyState, icons, LineChart, useTrans } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const HEIGHT = 190;
/** Milliseconds; measured is every five seconds. */
const INTERRUPTION = 20_000;

interface ChartSpec {
  title: string;
  label: string;
  series: { key: string; label: string; of(sample: UsageSample): number | null }[];
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
  const points = interrupted(samples);
  const x = points.map(({ at }) => at);
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
  const charts = [
    ...everywhere,
    ...gpuCharts(samples, trans),
    ...(instance.driver === 'docker' ? ofContainers : [])
  ];
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
              y: points.map(({ sample }) => sample && of(sample))
            }))}
          />
        </Card>
      ))}
    </div>
  );
}

/** Lines end where it was not measured for a while, such as when it was stopped. */
export function interrupted(
  samples: readonly UsageSample[]
): { at: number; sample: UsageSample | null }[] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1]?.at ?? sample.at;
    const gap = sample.at - before > INTERRUPTION ? [{ at: before + 1, sample: null }] : [];
    return [...gap, { at: sample.at, sample }];
  });
}

/** Those that it has had in the last hour, a line each: of a shared one what all its users do. */
function gpuCharts(samples: readonly UsageSample[], trans: TranslationBundle): ChartSpec[] {
  const all = new Map(samples.flatMap(({ gpus }) => gpus).map(gpu => [gpu.uuid, gpu]));
  if (all.size === 0) {
    return [];
  }
  const each = (of: (gpu: GpuUsage) => number | null): ChartSpec['series'] =>
    [...all.values()]
      .toSorted((a, b) => a.index - b.index)
      .map(({ index, isShared, uuid }) => ({
        key: uuid,
        label: isShared ? trans.__('GPU %1, shared', index) : trans.__('GPU %1', index),
        of: ({ gpus }) => {
          const gpu = gpus.find(found => found.uuid === uuid);
          return gpu ? of(gpu) : null;
        }
      }));
  const charts = [
    {
      title: trans.__('GPUs (%)'),
      label: trans.__('Work of the GPUs of the instance, per cent'),
      series: each(gpu => gpu.utilizationPercent)
    },
    {
      title: trans.__('GPU memory (GiB)'),
      label: trans.__('Memory of the GPUs of the instance that is taken, GiB'),
      series: each(gpu => gpu.memoryUsed / GIB)
    }
  ];
  const tellsPower = [...all.values()].some(gpu => gpu.powerWatts !== null);
  return tellsPower
    ? [
        ...charts,
        {
          title: trans.__('GPU power (W)'),
          label: trans.__('Power of the GPUs of the instance, watts'),
          series: each(gpu => gpu.powerWatts)
        }
      ]
    : charts;
}
