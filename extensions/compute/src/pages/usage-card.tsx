import type { ComputeInstance } from '@atelier-ml/api';
import { ExpenseText } from '@atelier-ml/shell';
import {
  Card,
  EmptyState,
  formatBytes,
  formatDuration,
  formatPercent,
  icons,
  RelativeTime,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { UsageCharts } from './usage-charts.tsx';
import type { UsageModel } from './usage-model.ts';

/** What an instance took in the last hour, and what its kernels take now. */
export function UsageCard({ instance, usage }: { instance: ComputeInstance; usage: UsageModel }) {
  const trans = useTrans();
  useModel(usage);
  const { kernels, samples, waiting } = usage;
  return (
    <>
      <UsageCharts instance={instance} samples={samples} />
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
          <div className="atl-Compute-scroll">
            <table className="atl-Table">
              <thead>
                <tr>
                  <th scope="col">{trans.__('Kernel')}</th>
                  <th scope="col">{trans.__('Process')}</th>
                  <th scope="col">{trans.__('Processors')}</th>
                  <th scope="col">{trans.__('Memory')}</th>
                  <th scope="col">{trans.__('Processor time')}</th>
                  <th scope="col">{trans.__('Cost of that')}</th>
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
                    <td>{formatDuration(kernel.cpuSeconds * 1_000)}</td>
                    <td>
                      <ExpenseText expense={kernel.expense} />
                    </td>
                    <td>
                      <RelativeTime time={kernel.startedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
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
