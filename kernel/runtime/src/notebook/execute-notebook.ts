import { createCellOutputs } from './cell-outputs.ts';
import type { Displays } from './cell-outputs.ts';
import { createKernelClient } from './kernel-client.ts';
import type { KernelProcess } from './kernel-process.ts';
import { INJECTED } from './parameters.ts';
import { sourceOf, writeNotebook } from './notebook-file.ts';
import type { Cell, Notebook, Output } from './notebook-file.ts';

export interface ExecuteOptions {
  notebook: Notebook;
  kernel: KernelProcess;
  /** Where the notebook is kept, anew after each cell. */
  target: string;
  /** Text that cells write, as it comes. */
  print(stream: 'stdout' | 'stderr', text: string): void;
}

/** A cell has failed; what it said stands in the notebook. */
export class CellError extends Error {
  override readonly name = 'CellError';
}

/** As its notebook counts, which knows nothing of the cell with the params of the job. */
function nameOf(cells: Cell[], place: number): string {
  const isInjected = (cell: Cell): boolean => cell.id === INJECTED;
  const before = cells.slice(0, place).filter(cell => !isInjected(cell)).length;
  return isInjected(cells[place]) ? 'The cell with the params' : `Cell ${before + 1}`;
}

const isText = (type: string): boolean => type === 'stream';

/**
 * Executes the code cells in their order, up to the first one that fails unless that is tagged
 * `raises-exception`.
 * @throws CellError, and Error when the kernel dies
 */
export async function executeNotebook(options: ExecuteOptions): Promise<void> {
  const { kernel, notebook, print, target } = options;
  const client = createKernelClient(kernel.connection);
  const displays: Displays = new Map();
  const save = (): Promise<void> => writeNotebook(target, notebook);

  async function run(cell: Cell): Promise<Output | undefined> {
    const collected = createCellOutputs(displays);
    cell.outputs = collected.outputs;
    cell.execution_count = null;
    const begun = new Date().toISOString();
    const executed = client.execute(sourceOf(cell), (type, content) => {
      collected.take(type, content);
      if (isText(type))
        print(content.name === 'stderr' ? 'stderr' : 'stdout', String(content.text));
    });
    const reply = await Promise.race([executed, kernel.died]);
    cell.execution_count = reply.execution_count ?? null;
    cell.metadata.execution = {
      'iopub.execute_input': begun,
      'shell.execute_reply': new Date().toISOString()
    };
    const failure = collected.outputs.findLast(output => output.output_type === 'error');
    return reply.status === 'ok' ? undefined : (failure ?? { output_type: 'error' });
  }

  try {
    await Promise.race([client.ready(), kernel.died]);
    await save();
    for (const [place, cell] of notebook.cells.entries()) {
      if (cell.cell_type !== 'code' || !sourceOf(cell).trim()) {
        continue;
      }
      const failure = await run(cell).finally(save);
      if (failure && !cell.metadata.tags?.includes('raises-exception')) {
        const { ename = 'Error', evalue = '', traceback = [] } = failure;
        print('stderr', `${(traceback as string[]).join('\n')}\n`);
        const [said] = String(evalue).split('\n');
        throw new CellError(
          `${nameOf(notebook.cells, place)} has failed: ${String(ename)}: ${said}`
        );
      }
    }
  } finally {
    client.close();
  }
}
