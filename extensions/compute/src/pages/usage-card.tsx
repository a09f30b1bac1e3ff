import type { ComputeInstance } from '@atelier-ml/api';
import {
  Card,
  EmptyState,
  formatBytes,
  formatPercent,
  icons,
  LineChart,
  RelativeTime,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { UsageModel } from './usage-model.ts';

const MIB = 1024 ** 2;

/** What the kernels of an instance take, now and over the last minutes. */
export function UsageCard({ instance, usage }: { instance: ComputeInstance; usage: UsageModel }) {
  const trans = useTrans();
  useModel(usage);
  const { kernels, samples, waiting } = usage;
  const x = samples.map(({ at }) => at);
  return (
    <>
      <div className="atl-Compute-charts">
        <Card title={trans.__('Processors (100 % is one)')}>
          <LineChart
            label={trans.__('Processor time of the kernels, per cent of one processor')}
            xKind="time"
            height={160}
            series={[
              {
                key: 'cpu',
                label: trans.__('All kernels, %'),
                x,
                y: samples.map(({ cpuPercent }) => cpuPercent)
              }
            ]}
          />
        </Card>
        <Card title={trans.__('Memory (MiB)')}>
          <LineChart
            label={trans.__('Resident memory of the kernels, MiB')}
            xKind="time"
            height={160}
            series={[
              {
                key: 'memory',
                label: trans.__('All kernels, MiB'),
                x,
                y: samples.map(({ memory }) => memory / MIB)
              }
            ]}
          />
        </Card>
      </div>
      <Card title={trans.__('Kernels')}>
        {kernels.length === 0 ? (
          <EmptyState
            icon={icons.code}
            text={
              instance.state === 'running'
                ? trans.__('No kernel runs here. Choose its kernel in a notebook.')
                : trans.__('A stopped instance takes no kernels. Start it first.')
            }
          />
        ) : (
          <table className="atl-Table">
            <thead>
              <tr>
                <th scope="col">{trans.__('Kernel')}</th>
                <th scope="col">{trans.__('Process')}</th>
                <th scope="col">{trans.__('Processors')}</th>
                <th scope="col">{trans.__('Memory')}</th>
                <th scope="col">{trans.__('Started')}</th>
              </tr>
            </thead>
            <tbody>
              {kernels.map(kernel => (
                <tr key={kernel.kernelId}>
                  <th scope="row">
                    <code>{kernel.kernelId.slice(0, 8)}</code>
                  </th>
                  <td>{kernel.pid}</td>
                  <td>{formatPercent(kernel.cpuPercent / 100, 0)}</td>
                  <td>{formatBytes(kernel.memory)}</td>
                  <td>
                    <RelativeTime time={kernel.startedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {waiting.count > 0 && (
          <p className="atl-Compute-waiting">
            {trans._n(
              '%1 kernel is ready for the next notebook, and takes %2.',
              '%1 kernels are ready for the next notebooks, and take %2.',
              waiting.count,
              formatBytes(waiting.memory)
            )}
          </p>
        )}
      </Card>
    </>
  );
}
