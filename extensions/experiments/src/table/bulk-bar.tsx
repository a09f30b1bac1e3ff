import { agreed } from '@atelier-ml/shell';
import { Button, icons, showFormDialog, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import { ChosenBar, CompareButton, saveFile } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { changeRuns, tableAsCsv } from './bulk-changes.ts';
import type { RunTableModel } from './run-table-model.ts';

interface BulkBarProps {
  model: RunTableModel;
  services: ExperimentsServices;
  onDelete: () => void;
}

/** What can be done with the chosen runs: some, or all that match. */
export function BulkBar({ model, services, onDelete }: BulkBarProps) {
  const trans = useTrans();
  const [busy, setBusy] = React.useState(false);
  const { chosenCount: count, selection, settings, total, workspace } = model;
  const { api } = services.client;
  if (selection.isEmpty) {
    return null;
  }
  const runs = [...selection.ids];
  const during = async (task: () => Promise<unknown>) => {
    setBusy(true);
    await services.notifier.attempt(task);
    setBusy(false);
  };
  const compare = () =>
    void services.commands.execute(
      CommandIDs.compareRuns,
      selection.all ? { query: model.query, workspace } : { runs, workspace }
    );
  const tag = () =>
    showFormDialog({
      trans: services.trans,
      title: trans._n('Tag %1 run', 'Tag %1 runs', count),
      accept: trans.__('Tag'),
      fields: [{ name: 'tags', kind: 'key-values', label: trans.__('Tags to set') }],
      submit: values =>
        changeRuns(model, services, { type: 'tag', set: values.tags as Record<string, string> })
    });
  const csv = () =>
    during(async () => {
      const text = await tableAsCsv(model, api, trans);
      saveFile({ filename: 'runs.csv', mediaType: 'text/csv', text });
    });
  return (
    <ChosenBar label={trans.__('Chosen runs')} count={count} onClear={() => selection.clear()}>
      {!selection.all && total !== null && count < total && (
        <Button variant="quiet" onClick={() => selection.chooseAll()}>
          {trans.__('Choose all %1', total.toLocaleString())}
        </Button>
      )}
      <CompareButton count={count} onCompare={compare} />
      <Button icon={icons.tag} disabled={busy} onClick={() => void tag()}>
        {trans.__('Tag')}
      </Button>
      <Button icon={icons.download} disabled={busy} onClick={() => void csv()}>
        {trans.__('CSV')}
      </Button>
      {settings.deleted ? (
        <Button
          disabled={busy}
          onClick={() => void during(() => changeRuns(model, services, { type: 'restore' }))}
        >
          {trans.__('Restore')}
        </Button>
      ) : (
        <Button icon={icons.delete} disabled={busy} onClick={onDelete}>
          {trans.__('Delete')}
        </Button>
      )}
    </ChosenBar>
  );
}

/** Moves what is chosen to the trash, after a question. */
export async function deleteChosen(
  model: RunTableModel,
  services: ExperimentsServices
): Promise<void> {
  const { notifier, trans } = services;
  const count = model.chosenCount;
  const isAgreed = await agreed(services, {
    title: trans._n('Delete the run?', 'Delete %1 runs?', count),
    body: trans.__('They go to the trash, and can be restored from there.')
  });
  if (isAgreed) {
    await notifier.attempt(() => changeRuns(model, services, { type: 'delete' }));
  }
}
