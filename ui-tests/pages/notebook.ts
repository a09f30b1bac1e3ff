import { expect } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type {} from '../fixtures/lab';
import { execute } from '../fixtures/studio';

/** Waits until the notebook that was opened last can run. */
export async function openedNotebook(page: IJupyterLabPageFixture): Promise<void> {
  await page.locator('.jp-Notebook').waitFor();
  await page.evaluate(async () => {
    const { shell } = window.jupyterapp;
    // what is docked beside a notebook can be the current widget after a reload
    const widget = [...shell.widgets('main')].find(({ content }) => content?.activeCell);
    await widget.context.ready;
    await widget.sessionContext.ready;
    await widget.sessionContext.session.kernel.info;
  });
}

/** A new notebook of the TypeScript kernel with these cells, open and ready to run. */
export async function createNotebook(
  page: IJupyterLabPageFixture,
  folder: string,
  ...cells: string[]
): Promise<void> {
  await page.evaluate(
    async ([cwd, sources]) => {
      const { commands, shell } = window.jupyterapp;
      await commands.execute('notebook:create-new', { cwd, kernelName: 'atelier-typescript' });
      const widget = shell.currentWidget;
      await widget.context.ready;
      await widget.sessionContext.ready;
      const model = widget.content.model.sharedModel;
      model.deleteCellRange(0, model.cells.length);
      model.insertCells(
        0,
        sources.map(source => ({ cell_type: 'code', source }))
      );
      await widget.context.save();
    },
    [folder, cells] as const
  );
}

/** Runs all cells; each must have run, and none may have failed. */
export async function runAll(page: IJupyterLabPageFixture): Promise<void> {
  await execute(page, 'notebook:run-all-cells');
  const cells = await page.evaluate(() => {
    const { model } = window.jupyterapp.shell.currentWidget.content;
    return [...model.cells]
      .filter(cell => cell.type === 'code')
      .map(cell => cell.sharedModel.toJSON())
      .map(({ execution_count, outputs }) => ({
        ran: execution_count !== null,
        errors: outputs
          .filter(output => output.output_type === 'error')
          .map(output => `${output.ename}: ${output.evalue}`)
      }));
  });
  expect(cells.length).toBeGreaterThan(0);
  expect(cells).toEqual(cells.map(() => ({ ran: true, errors: [] })));
}

/** Puts a cell into the notebook that is open, and runs it; answers how it ended. */
export function runCell(page: IJupyterLabPageFixture, source: string): Promise<boolean> {
  return page.evaluate(async code => {
    const { commands, shell } = window.jupyterapp;
    const { model, activeCellIndex } = shell.currentWidget.content;
    model.sharedModel.getCell(activeCellIndex).setSource(code);
    await commands.execute('notebook:run-cell');
    const { outputs } = model.sharedModel.getCell(activeCellIndex).toJSON();
    return !outputs.some((output: { output_type: string }) => output.output_type === 'error');
  }, source);
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
