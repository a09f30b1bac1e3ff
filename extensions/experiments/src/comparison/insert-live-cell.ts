import type { INotifier } from '@atelier-ml/shell';
import { showFormDialog } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ComparisonModel } from './comparison-model.ts';
import { liveCellCode } from './live-cell.ts';
import type { NotebookDoor, OpenNotebook } from './notebook-door.ts';

export interface InsertOptions {
  readonly model: ComparisonModel;
  readonly workspace: string;
  readonly notebooks: NotebookDoor;
  readonly notifier: INotifier;
  readonly trans: TranslationBundle;
}

const MOST_NAMES = 10;

/** Adds a cell that shows the comparison to an open notebook; asks which if there are several. */
export async function insertLiveCell(options: InsertOptions): Promise<void> {
  const { model, workspace, notebooks, notifier, trans } = options;
  const open = notebooks.list();
  if (open.length === 0) {
    notifier.info(trans.__('Open a notebook first: the cell is added to it.'));
    return;
  }
  const notebook = open.length === 1 ? open[0] : await choose(open, trans);
  if (!notebook) {
    return;
  }
  const names = model.shown.map(({ value }) => value.name);
  const listed = names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ' …' : '');
  const text = trans._n(
    'Comparison of %1 run: %2',
    'Comparison of %1 runs: %2',
    names.length,
    listed
  );
  await notifier.attempt(() =>
    notebooks.insert(
      notebook,
      liveCellCode(notebook.language, { workspace, state: model.state, text })
    )
  );
}

async function choose(
  open: readonly OpenNotebook[],
  trans: TranslationBundle
): Promise<OpenNotebook | undefined> {
  const id = await showFormDialog<string>({
    trans,
    title: trans.__('Insert as live cell'),
    accept: trans.__('Insert'),
    fields: [
      {
        name: 'notebook',
        kind: 'select',
        label: trans.__('Notebook'),
        required: true,
        options: open.map(one => ({ value: one.id, label: one.title }))
      }
    ],
    submit: async values => String(values.notebook)
  });
  return open.find(one => one.id === id);
}
