import type { CellExecution, Client, ExecutedCell, RunDetail } from '@atelier-ml/api';
import { CostLine, shortCost, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { notebookPath } from '../runs/index.ts';

const PAGE = 1_000;
/** The kernel and the server write down when a cell began, each by itself. */
const APART = 60_000;

/** All executions in that time, a page after the other. */
async function executionsOf(
  api: Pick<Client, 'compute'>,
  query: { notebook?: string; from: number; to: number }
): Promise<CellExecution[]> {
  const found: CellExecution[] = [];
  let { to } = query;
  for (;;) {
    const { items } = await api.compute.cells({ query: { ...query, to, limit: PAGE } });
    found.push(...items);
    if (items.length < PAGE) {
      return found;
    }
    to = items.at(-1)!.startedAt;
  }
}

/** What each executed cell of a run cost, where that was measured; asked anew when the run ends. */
export function useCellExpenses(
  { cells, endedAt, notebook }: Pick<RunDetail, 'cells' | 'endedAt' | 'notebook'>,
  api: Pick<Client, 'compute'>
): (cell: ExecutedCell) => CellExecution | undefined {
  const [found, setFound] = React.useState<readonly CellExecution[]>([]);
  const times = cells.map(({ at }) => at);
  const from = times.reduce((a, b) => Math.min(a, b), Infinity);
  const to = times.reduce((a, b) => Math.max(a, b), -Infinity);
  React.useEffect(() => {
    let isGone = false;
    if (Number.isFinite(from)) {
      const query = {
        ...(notebook && { notebook: notebookPath(notebook) }),
        ...{ from: Math.max(0, from - APART), to: to + APART }
      };
      executionsOf(api, query).then(
        items => !isGone && setFound(items),
        () => undefined // it is an extra: without it the page is whole
      );
    }
    return () => {
      isGone = true;
    };
  }, [api, endedAt, from, notebook, to]);
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
  const details = execution.cost
    ? trans.__('By the rate card of that time')
    : trans.__('No cost: no rate card is set');
  return <CostLine text={shortCost(execution, trans)} details={details} />;
}
