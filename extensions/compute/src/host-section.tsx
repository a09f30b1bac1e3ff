import type { Gpu, Host } from '@atelier-ml/api';
import { PolledModel } from '@atelier-ml/shell';
import {
  BarMeter,
  ErrorState,
  formatBytes,
  formatPercent,
  LoadingState,
  reactWidget,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { ComputeServices } from './services.ts';

/** What the machine has and how busy it is, in the side panel. */
export function createHostSection({ client, trans }: ComputeServices): Widget {
  const model = new PolledModel({
    name: '@atelier-ml/compute:host',
    fetch: () => client.api.compute.host(),
    interval: 5_000,
    longestInterval: 60_000
  });
  const widget = reactWidget(() => <HostSection model={model} />, {
    trans,
    dispose: () => model.dispose()
  });
  // Nothing in it takes the focus, and there may be less room than it needs.
  widget.node.tabIndex = 0;
  return widget;
}

function HostSection({ model }: { model: PolledModel<Host> }) {
  useModel(model);
  if (model.value) {
    return <HostMeters host={model.value} />;
  }
  return model.error ? (
    <ErrorState error={model.error} onRetry={() => void model.refresh()} />
  ) : (
    <LoadingState rows={3} />
  );
}

/** Used of all, as text and share. */
const usage = (available: number, total: number) => ({
  share: total > 0 ? (total - available) / total : 0,
  text: `${formatBytes(total - available)} / ${formatBytes(total)}`
});

/** Share of time in which it works, with temperature and power where its driver tells them. */
function gpuWork({ powerWatts, temperature, utilizationPercent }: Gpu): string {
  const parts = [
    formatPercent((utilizationPercent ?? 0) / 100, 0),
    ...(temperature === null ? [] : [`${temperature} °C`]),
    ...(powerWatts === null ? [] : [`${Math.round(powerWatts)} W`])
  ];
  return parts.join(' · ');
}

export function HostMeters({ host }: { host: Host }) {
  const trans = useTrans();
  return (
    <div className="atl-Compute-host">
      <p className="atl-Compute-hostname" title={host.cpuModel}>
        {host.hostname} <small>{host.cpuModel}</small>
      </p>
      <BarMeter
        label={trans._n('%1 processor', '%1 processors', host.cpus)}
        share={host.cpuPercent / 100}
        text={formatPercent(host.cpuPercent / 100, 0)}
      />
      <BarMeter label={trans.__('Memory')} {...usage(host.memoryAvailable, host.memoryTotal)} />
      <BarMeter label={trans.__('Disk')} {...usage(host.diskAvailable, host.diskTotal)} />
      {host.gpus.map(gpu => (
        <GpuMeters key={gpu.uuid} gpu={gpu} />
      ))}
      {host.gpus.length === 0 && (
        <p className="atl-Compute-noGpu">{trans.__('No GPU was found on this machine.')}</p>
      )}
    </div>
  );
}

/** How full and busy a GPU is, and who has it. */
function GpuMeters({ gpu }: { gpu: Gpu }) {
  const trans = useTrans();
  const { holders, index, memoryTotal, memoryUsed, sharing, utilizationPercent } = gpu;
  const name = trans.__('GPU %1', index);
  return (
    <section className="atl-Compute-gpu" aria-label={name}>
      <p className="atl-Compute-hostname" title={gpu.uuid}>
        {name} <small>{gpu.name}</small>
      </p>
      <BarMeter
        label={trans.__('Memory')}
        name={trans.__('%1: memory', name)}
        {...usage(memoryTotal - memoryUsed, memoryTotal)}
      />
      {utilizationPercent !== null && (
        <BarMeter
          label={trans.__('Work')}
          name={trans.__('%1: work', name)}
          share={utilizationPercent / 100}
          text={gpuWork(gpu)}
        />
      )}
      <p className="atl-Compute-noGpu">
        {sharing === null
          ? trans.__('Free')
          : sharing === 'shared'
            ? trans.__('Shared by %1', holders.join(', '))
            : trans.__('Had by %1', holders.join(', '))}
      </p>
    </section>
  );
}
