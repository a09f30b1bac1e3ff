import type { Client, Run } from '@atelier-ml/api';
import type { TranslationBundle } from '@jupyterlab/translation';
import { toCsv } from '../comparison/csv.ts';
import type { ExperimentsServices } from '../services.ts';
import { titleOf } from './column-layout.ts';
import { fieldOf, plainValue } from './column-ref.ts';
import type { RunTableModel } from './run-table-model.ts';

type Change = Parameters<Client['runs']['bulk']>[0]['body']['change'];

/** Changes the chosen runs in one request, says what came of it, and fetches the table again. */
export async function changeRuns(
  model: RunTableModel,
  { client, notifier, trans }: ExperimentsServices,
  change: Change
): Promise<void> {
  const { query, selection, workspace } = model;
  const { changed, refused } = await client.api.runs.bulk({
    params: { workspace },
    body: { selection: selection.all ? { query } : { ids: [...selection.ids] }, change }
  });
  const said = {
    tag: trans._n('%1 run is tagged.', '%1 runs are tagged.', changed),
    delete: trans._n('%1 run is in the trash.', '%1 runs are in the trash.', changed),
    restore: trans._n('%1 run is restored.', '%1 runs are restored.', changed)
  }[change.type];
  const first = refused[0];
  notifier.info(
    first
      ? `${said} ${trans._n(
          '%1 could not be changed: %2 (%3)',
          '%1 could not be changed, the first: %2 (%3)',
          refused.length,
          first.message,
          first.name
        )}`
      : said
  );
  if (change.type !== 'tag') {
    selection.clear();
  }
  model.reload();
}

const PAGE = 1_000;

/** The chosen runs, or all that match, with the columns of the table. */
export async function tableAsCsv(
  model: RunTableModel,
  api: Client,
  trans: TranslationBundle
): Promise<string> {
  const columns = ['name', 'id', ...model.columns.filter(ref => ref !== 'id')];
  const rows: (string | number | null)[][] = [
    columns.map(ref => (fieldOf(ref).kind === 'attribute' ? titleOf(ref, trans) : ref))
  ];
  for await (const run of chosenRuns(model, api)) {
    rows.push(columns.map(ref => plainValue(run, ref)));
  }
  return toCsv(rows);
}

async function* chosenRuns(model: RunTableModel, api: Client): AsyncGenerator<Run> {
  const { orderBy, query, selection, workspace } = model;
  const params = { workspace };
  if (!selection.all) {
    const ids = [...selection.ids];
    for (let from = 0; from < ids.length; from += PAGE) {
      yield* (await api.runs.ids({ params, body: { ids: ids.slice(from, from + PAGE) } })).items;
    }
    return;
  }
  let cursor: string | undefined;
  do {
    const page = await api.runs.search({
      params,
      body: { ...query, orderBy, limit: PAGE, ...(cursor && { cursor }) }
    });
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}
