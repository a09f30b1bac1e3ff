import { AtelierError, expenseOf, NO_CONSUMPTION, sumOfConsumption } from '@atelier-ml/api';
import type { CellExecution, Consumption } from '@atelier-ml/api';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { Changes } from '../system/index.ts';
import type { Rates } from '../usage/index.ts';
import { heldByCell } from './cell-consumption.ts';
import type { KernelSpan } from './cell-consumption.ts';
import { createCellStore } from './cells.store.ts';
import type { CellFilter, CellRow } from './cells.store.ts';
import type { KernelMeter } from './kernel-meter.ts';
import { unknownKernel } from './kernel-roster.ts';
import type { ToldKernels } from './kernel-roster.ts';

export interface CellMeterOptions {
  changes: Changes;
  clock: Clock;
  database: Database;
  meter: Pick<KernelMeter, 'lookNow' | 'onGone' | 'onMeasured'>;
  rates: Pick<Rates, 'ofTimes'>;
  ticker: Ticker;
}

/** A cell that is being executed. */
interface OpenCell {
  id: string;
  kernelId: string;
  cellId: string;
  notebook: string;
  user: string;
  startedAt: number;
  /** By the clock that nobody sets. */
  begun: number;
  instance: { id: string; name: string } | undefined;
  held: Consumption;
  /** For how long `held` was counted. */
  measured: number;
}

interface Ended {
  executionCount: number | null;
  seconds: number;
}

export interface ExecutionPlace {
  kernel: string;
  execution: string;
}

const SECOND = 1_000;
const DAY = 86_400_000;
const KEPT = 90 * DAY;
/** Begin and end are told a moment late: what is held is counted for the time that the cell took. */
const MOST_STRETCHED = 2;

/** What cells hold while they are executed: counted with each look at their kernel. */
export function createCellMeter(options: CellMeterOptions) {
  const { changes, clock, database, meter, rates, ticker } = options;
  const store = createCellStore(database.queries);
  const open = new Map<string, OpenCell>();
  let prunedAt = -Infinity;

  const keyOf = ({ execution, kernel }: ExecutionPlace): string => `${kernel} ${execution}`;

  meter.onMeasured((kernelId, span) => {
    const cells = [...open.values()];
    const own = cells.filter(cell => cell.kernelId === kernelId);
    const beside = cells.filter(cell => cell.instance && cell.instance.id === span.instance?.id);
    const count = span.instance ? beside.length : own.length;
    const part = partOf(span, own.length, Math.max(count, own.length));
    own.forEach(cell => {
      cell.held = sumOfConsumption([cell.held, part]);
      cell.measured += span.seconds;
    });
  });

  /** Its cells have ended with it; they held what was measured so far. */
  meter.onGone(async kernelId => {
    for (const [key, cell] of open) {
      if (cell.kernelId === kernelId) {
        open.delete(key);
        await close(cell, { executionCount: null, seconds: cell.measured });
      }
    }
  });

  async function present(rows: CellRow[]): Promise<CellExecution[]> {
    const ratesAt = await rates.ofTimes();
    return rows.map(row => {
      const card = ratesAt(row.started_at + row.seconds * SECOND);
      const consumption = JSON.parse(row.consumption) as Consumption;
      const { carbonGrams, cost, currency, energyKwh } = expenseOf(consumption, card);
      return {
        ...{ id: row.id, kernelId: row.kernel_id, cellId: row.cell_id, notebook: row.notebook },
        executionCount: row.execution_count,
        instance:
          row.instance_id === null ? null : { id: row.instance_id, name: row.instance_name ?? '' },
        ...{ user: row.user_name, startedAt: row.started_at, seconds: row.seconds },
        ...{ consumption, energyKwh, carbonGrams, isEstimate: card.isEstimate },
        cost: card.isEstimate ? null : { amount: cost, currency }
      };
    });
  }

  async function close(cell: OpenCell, { executionCount, seconds }: Ended): Promise<CellRow> {
    const factor = cell.measured > 0 ? Math.min(MOST_STRETCHED, seconds / cell.measured) : 1;
    const row: CellRow = {
      ...{ id: cell.id, kernel_id: cell.kernelId, cell_id: cell.cellId, notebook: cell.notebook },
      execution_count: executionCount,
      ...{ instance_id: cell.instance?.id ?? null, instance_name: cell.instance?.name ?? null },
      ...{ user_name: cell.user, started_at: cell.startedAt },
      seconds,
      consumption: JSON.stringify(stretched(cell.held, factor))
    };
    await changes.commit(async queries => {
      const within = createCellStore(queries);
      await within.put(row);
      if (ticker.monotonic() - prunedAt > DAY) {
        prunedAt = ticker.monotonic();
        await within.deleteBefore(clock() - KEPT);
      }
    });
    return row;
  }

  return {
    async begin(
      place: ExecutionPlace,
      { cellId, notebook }: { cellId: string; notebook: string },
      user: User
    ): Promise<void> {
      const [startedAt, begun] = [clock(), ticker.monotonic()];
      const kernel = await meter.lookNow(place.kernel);
      if (!kernel) {
        throw unknownKernel(place.kernel);
      }
      const { instance } = kernel;
      open.set(keyOf(place), {
        ...{ id: place.execution, kernelId: place.kernel, cellId, notebook },
        user: user.username,
        ...{ startedAt, begun, held: NO_CONSUMPTION, measured: 0 },
        instance: instance && { id: instance.id, name: instance.name }
      });
    },
    /** Told twice, the second one is answered as the first. */
    async end(
      place: ExecutionPlace,
      { executionCount, seconds }: { executionCount: number | null; seconds?: number }
    ): Promise<CellExecution> {
      const at = ticker.monotonic();
      const cell = open.get(keyOf(place));
      if (cell) {
        await meter.lookNow(place.kernel);
      }
      // The look may have found that its kernel has ended, and the cell with it.
      const row =
        cell && open.delete(keyOf(place))
          ? await close(cell, { executionCount, seconds: seconds ?? (at - cell.begun) / SECOND })
          : await store.find(place.kernel, place.execution);
      if (!row) {
        throw new AtelierError('not-found', 'Nobody has told that this cell was begun.', {
          remedy: 'Tell that it begins first; a server that was started anew has forgotten it.'
        });
      }
      return (await present([row]))[0]!;
    },
    /** A browser that has gone tells no end; Jupyter then says that the kernel rests. */
    async tell(kernels: ToldKernels): Promise<void> {
      for (const { busy, kernelId, lastActivity } of kernels) {
        // By the clock that nobody sets, since when it rests.
        const at = ticker.monotonic() - Math.max(0, clock() - lastActivity);
        const over = [...open.entries()].filter(
          ([, cell]) => !busy && cell.kernelId === kernelId && at > cell.begun
        );
        for (const [key, cell] of over) {
          open.delete(key);
          await close(cell, { executionCount: null, seconds: (at - cell.begun) / SECOND });
        }
      }
    },
    async list(filter: CellFilter): Promise<{ items: CellExecution[] }> {
      return { items: await present(await store.list(filter)) };
    },
    async last(
      { cells, notebook }: { cells: readonly string[]; notebook: string },
      user: User
    ): Promise<{ items: CellExecution[] }> {
      const of = { notebook, user: user.username };
      return { items: await present(await store.last([...new Set(cells)], of)) };
    }
  };
}

/** What was held for so much longer, or shorter; the work that was done stays as it was measured. */
function stretched(held: Consumption, factor: number): Consumption {
  const all = Object.entries(held).map(([part, hours]) => [part, hours * factor]);
  const { busyCpuHours } = held;
  return { ...(Object.fromEntries(all) as Consumption), busyCpuHours };
}

/** The work of a kernel is that of its cells; what its instance holds, that of all cells on it. */
function partOf(span: KernelSpan, own: number, all: number): Consumption {
  return heldByCell({ ...span, busyCpuSeconds: span.busyCpuSeconds / own }, 1 / all);
}
