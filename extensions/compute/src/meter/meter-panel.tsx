import type { KernelGpu, KernelSample, KernelUsage } from '@atelier-ml/api';
import { BarMeter, formatBytes, Sparkline, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { KernelMeterModel } from './kernel-meter-model.ts';
import { bytesOrUnknown, percent, rateOf, whose } from './meter-words.ts';

/** What is drawn: ten minutes, less while fewer are known. */
const LONGEST = 600_000;
const SHORTEST = 60_000;

/** Little charts of what the kernel in front takes. */
export function MeterPanel({ model }: { model: KernelMeterModel }) {
  useModel(model);
  const trans = useTrans();
  const { usage } = model;
  const last = usage?.items.at(-1);
  if (!usage || !last) {
    return (
      <div role="dialog" aria-label={trans.__('What this kernel takes')} tabIndex={0}>
        <p className="atl-KernelMeter-note">{trans.__('The kernel has ended.')}</p>
      </div>
    );
  }
  const { instance, memoryLimit } = usage;
  const place = instance?.name ?? trans.__('This machine');
  return (
    <div role="dialog" aria-label={trans.__('What this kernel takes')} tabIndex={0}>
      <header className="atl-KernelMeter-head">
        <b>{place}</b>
        <small>{trans._n('%1 process', '%1 processes', last.processes)}</small>
        <small>{trans.__('ten minutes at most')}</small>
      </header>
      <Chart
        title={trans.__('Processors')}
        text={trans.__('%1 of %2', percent(last.cpuPercent), percent(usage.cpus * 100))}
        samples={usage.items}
        of={sample => sample.cpuPercent}
        atLeast={100}
      />
      <Chart
        title={trans.__('Memory')}
        text={trans.__('%1 of %2', formatBytes(last.memory), formatBytes(memoryLimit))}
        samples={usage.items}
        of={sample => sample.memory}
      />
      {last.gpus.map(gpu => (
        <GpuCharts key={gpu.uuid} gpu={gpu} samples={usage.items} />
      ))}
      <Chart
        title={trans.__('Reads from disks')}
        text={rateOf(last.read, trans)}
        samples={usage.items}
        of={sample => sample.read}
      />
      <Chart
        title={trans.__('Writes to disks')}
        text={rateOf(last.written, trans)}
        samples={usage.items}
        of={sample => sample.written}
      />
      <DiskMeter usage={usage} />
    </div>
  );
}

function DiskMeter({ usage: { disk } }: { usage: KernelUsage }) {
  const trans = useTrans();
  return (
    <div className="atl-KernelMeter-disk">
      <BarMeter
        label={trans.__('Disk')}
        share={disk.total > 0 ? disk.used / disk.total : 0}
        text={trans.__('%1 of %2', formatBytes(disk.used), formatBytes(disk.total))}
      />
    </div>
  );
}

function GpuCharts({ gpu, samples }: { gpu: KernelGpu; samples: readonly KernelSample[] }) {
  const trans = useTrans();
  const { index, memoryTotal, memoryUsed, powerWatts, utilizationPercent, uuid } = gpu;
  const of =
    (read: (found: KernelGpu) => number | null) =>
    ({ gpus }: KernelSample): number | null => {
      const found = gpus.find(each => each.uuid === uuid);
      return found ? read(found) : null;
    };
  const power = powerWatts === null ? '' : ` · ${Math.round(powerWatts)} W`;
  return (
    <>
      <Chart
        title={trans.__('GPU %1', index)}
        detail={whose(gpu, trans)}
        text={`${percent(utilizationPercent)}${power}`}
        samples={samples}
        of={of(found => found.utilizationPercent)}
        atLeast={100}
      />
      <Chart
        title={trans.__('Memory of GPU %1', index)}
        text={trans.__('%1 of %2', bytesOrUnknown(memoryUsed), formatBytes(memoryTotal))}
        samples={samples}
        of={of(found => found.memoryUsed)}
      />
    </>
  );
}

interface ChartProps {
  title: string;
  detail?: string;
  /** The last figure. */
  text: string;
  samples: readonly KernelSample[];
  of(sample: KernelSample): number | null;
  atLeast?: number;
}

function Chart({ atLeast, detail, of, samples: all, text, title }: ChartProps) {
  const to = all.at(-1)!.at;
  // What was measured before somebody set the clock back has no place.
  const samples = all.filter(({ at }) => at <= to);
  const from = Math.min(to - SHORTEST, Math.max(to - LONGEST, samples[0]!.at));
  return (
    <section className="atl-KernelMeter-chart">
      <header>
        <span>
          {title} {detail && <small>{detail}</small>}
        </span>
        <b>{text}</b>
      </header>
      <Sparkline
        label={`${title}: ${text}`}
        points={samples.map(sample => ({ x: sample.at, y: of(sample) }))}
        from={from}
        to={to}
        atLeast={atLeast}
      />
    </section>
  );
}
