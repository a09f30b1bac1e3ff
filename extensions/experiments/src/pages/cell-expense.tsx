import type { CellExecution, Client, ExecutedCell, RunDetail } from '@atelier-ml/api';
import { formatDuration, formatEnergy, formatMoney, formatNumber, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

const MOST = 1_000;
const SECOND = 1_000;
const HOUR_SECONDS = 3_600;
/** The kernel and the server write down when a cell began, each by itself. */
const APART = 60_000;

/** What each executed cell of a run cost, where that was measured. */
export function useCellExpenses(
  { cells }: Pick<RunDetail, 'cells'>,
  api: Pick<Client, 'compute'>
): (cell: ExecutedCell) => CellExecution | undefined {
  const [found, setFound] = React.useState<readonly CellExecution[]>([]);
  const times = cells.map(({ at }) => at);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  React.useEffect(() => {
    let isGone = false;
    if (Number.isFinite(from)) {
      const query = { from: Math.max(0, from - APART), to: to + APART, limit: MOST };
      api.compute.cells({ query }).then(
        ({ items }) => !isGone && setFound(items),
        () => undefined // it is an extra: without it the page is whole
      );
    }
    return () => {
      isGone = true;
    };
  }, [api, from, to]);
  return cell =>
    found.find(
      each =>
        each.cellId === cell.cellId &&
        each.executionCount === cell.executionCount &&
        Math.abs(each.startedAt - cell.at) < APART
    );
}

/** How long a cell ran, and what it cost. */
export function CellExpense({ execution }: { execution: CellExecution }) {
  const trans = useTrans();
  const { consumption, cost, energyKwh, seconds } = execution;
  const gpuSeconds = consumption.gpuHours * HOUR_SECONDS;
  const parts = [
    formatDuration(seconds * SECOND),
    ...(gpuSeconds > 0 ? [trans.__('%1 GPU s', formatNumber(gpuSeconds, 3))] : []),
    formatEnergy(energyKwh),
    ...(cost ? [formatMoney(cost.amount, cost.currency)] : [])
  ];
  return (
    <span
      className="atl-Experiments-none"
      title={
        cost ? trans.__('By the rate card of that time') : trans.__('No cost: no rate card is set')
      }
    >
      {parts.join(' · ')}
    </span>
  );
}
