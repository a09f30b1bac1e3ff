import { expect } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type {} from '../fixtures/lab';
import { execute } from '../fixtures/studio';

/** Opens a notebook with the TypeScript kernel and waits until it can run. */
export async function openNotebook(page: IJupyterLabPageFixture, path: string): Promise<void> {
  await execute(page, 'docmanager:open', { path, factory: 'Notebook' });
  await page.locator('.jp-Notebook').waitFor();
  await page.evaluate(async () => {
    const widget = window.jupyterapp.shell.currentWidget;
    await widget.context.ready;
    await widget.sessionContext.ready;
    await widget.sessionContext.session.kernel.info;
  });
}

/** A new notebook of the TypeScript kernel with these cells. */
export async function createNotebook(
  page: IJupyterLabPageFixture,
  ...cells: string[]
): Promise<string> {
  const path = await page.evaluate(
    async ([sources]) => {
      const { commands, shell } = window.jupyterapp;
      await commands.execute('notebook:create-new', { kernelName: 'atelier-typescript' });
      const widget = shell.currentWidget;
      await widget.context.ready;
      await widget.sessionContext.ready;
      const model = widget.content.model.sharedModel;
      model.deleteCellRange(0, model.cells.length);
      model.insertCells(
        0,
        sources.map((source: string) => ({ cell_type: 'code', source }))
      );
      await widget.context.save();
      return widget.context.path;
    },
    [cells] as const
  );
  return path;
}

/** Starts all cells, and answers when the kernel has worked them off. */
export async function runAll(page: IJupyterLabPageFixture, timeout: number): Promise<void> {
  await execute(page, 'notebook:run-all-cells');
  await expect
    .poll(() => cellErrors(page).then(errors => errors.join('\n')), { timeout: 5_000 })
    .toBe('');
  await page.waitForFunction(
    () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle',
    undefined,
    { timeout }
  );
}

/** What cells have failed with. */
export function cellErrors(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(() => {
    const { model } = window.jupyterapp.shell.currentWidget.content;
    return [...model.cells]
      .filter(cell => cell.type === 'code')
      .flatMap(cell => cell.sharedModel.toJSON().outputs)
      .filter(output => output.output_type === 'error')
      .map(output => `${output.ename}: ${output.evalue}`);
  });
}

/** The plain text of all outputs of the notebook. */
export function outputText(page: IJupyterLabPageFixture): Promise<string> {
  return page.evaluate(() => {
    const { model } = window.jupyterapp.shell.currentWidget.content;
    return [...model.cells]
      .filter(cell => cell.type === 'code')
      .flatMap(cell => cell.sharedModel.toJSON().outputs)
      .map(output => [output.text, output.data?.['text/plain']].flat().join(''))
      .join('\n');
  });
}
