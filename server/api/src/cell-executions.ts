import { z } from 'zod';
import { KernelId } from './kernel-usage.ts';
import { Consumption } from './rates.ts';
import { route } from './route.ts';
import { Empty, Id, Timestamp } from './values.ts';

const CellId = z.string().min(1).max(128);
const NotebookPath = z.string().min(1).max(4_096);

/** What the execution of a cell has held, and what that comes to. */
export const CellExecution = z.object({
  id: z.string().describe('of the message that asked the kernel for it'),
  kernelId: KernelId,
  cellId: CellId,
  notebook: z.string(),
  executionCount: z.number().int().nonnegative().nullable(),
  instance: z.object({ id: Id, name: z.string() }).nullable().describe('null: this machine'),
  user: z.string(),
  startedAt: Timestamp,
  seconds: z.number().nonnegative(),
  consumption: Consumption,
  energyKwh: z.number().nonnegative(),
  carbonGrams: z.number().nonnegative().describe('gCO2e'),
  isEstimate: z.boolean().describe('no rate card was set: powers are those that are built in'),
  cost: z
    .object({ amount: z.number().nonnegative(), currency: z.string() })
    .nullable()
    .describe('null: no rate card was set')
});
export type CellExecution = z.infer<typeof CellExecution>;

const params = z.object({
  kernel: KernelId,
  execution: z.string().min(1).max(128).describe('id of the message that asks for it')
});
const path = '/api/compute/kernels/:kernel/executions/:execution';

/** The routes of `compute` about cells and what their executions cost. */
export const cellRoutes = {
  beginCell: route({
    method: 'PUT',
    path,
    summary: 'Tell that a kernel begins to execute a cell (sent by JupyterLab)',
    params,
    body: z.object({ cellId: CellId, notebook: NotebookPath }),
    response: Empty
  }),
  endCell: route({
    method: 'POST',
    path: `${path}/end`,
    summary: 'Tell that it has ended; answers what it held and what that comes to',
    params,
    body: z.object({
      executionCount: z.number().int().min(0).nullable().default(null),
      seconds: z
        .number()
        .min(0)
        .max(31_536_000)
        .optional()
        .describe('as JupyterLab has measured; what the server has, if left out')
    }),
    response: CellExecution
  }),
  cells: route({
    method: 'GET',
    path: '/api/compute/cells',
    summary: 'Executions of cells in the last 90 days with what they cost, the newest first',
    query: z.object({
      notebook: NotebookPath.optional(),
      cell: CellId.optional(),
      from: z.coerce.number().int().min(0).optional().describe('begun then or later'),
      to: z.coerce.number().int().min(0).optional().describe('begun before'),
      limit: z.coerce.number().int().min(1).max(1_000).default(100)
    }),
    response: z.object({ items: z.array(CellExecution) })
  }),
  lastOfCells: route({
    method: 'POST',
    path: '/api/compute/cells/last',
    summary: 'The last execution of each of the cells of a notebook by who asks',
    body: z.object({ notebook: NotebookPath, cells: z.array(CellId).max(2_000) }),
    response: z.object({ items: z.array(CellExecution) })
  })
};
