import type { RunDetail } from '@atelier-ml/api';
import { Button, icons, IconButton, showFormDialog, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import type { ExperimentsServices } from '../services.ts';
import { CommandButton } from './command-button.tsx';
import { uriOf } from './run-facts.tsx';

export interface RunActionsProps {
  run: RunDetail;
  services: ExperimentsServices;
  /** The run is in the trash. */
  deleted: boolean;
}

/** What can be done with the run as a whole. */
export function RunActions({ run, services, deleted }: RunActionsProps) {
  const trans = useTrans();
  const { client, commands, notifier, scope } = services;
  const args = { id: run.id, name: run.name, workspace: run.workspaceId };
  if (deleted) {
    return (
      <Button
        icon={icons.refresh}
        onClick={() =>
          void notifier.attempt(() =>
            client.api.runs.restore({ params: { workspace: run.workspaceId, run: run.id } })
          )
        }
      >
        {trans.__('Restore')}
      </Button>
    );
  }
  const copy = async () => {
    const done = await notifier.attempt(async () => {
      await navigator.clipboard.writeText(uriOf(run, scope.current?.name ?? run.workspaceId));
      return true;
    });
    if (done) {
      notifier.info(trans.__('The run’s address is on the clipboard.'));
    }
  };
  return (
    <>
      <IconButton
        icon={icons.compare}
        label={trans.__('Compare with…')}
        onClick={() => void compareWith(run, services)}
      />
      <IconButton
        icon={icons.link}
        label={trans.__('Copy the address')}
        onClick={() => void copy()}
      />
      <CommandButton commands={commands} command={CommandIDs.renameRun} args={args} />
      <CommandButton commands={commands} command={CommandIDs.tagRun} args={args} />
      <CommandButton
        commands={commands}
        command={CommandIDs.exportRun}
        args={{ ...args, format: 'json' }}
      />
      <CommandButton commands={commands} command={CommandIDs.deleteRun} args={args} />
    </>
  );
}

/** Runs that are offered; the comparison itself finds any other. */
const OFFERED = 200;

async function compareWith(run: RunDetail, services: ExperimentsServices): Promise<void> {
  const { client, commands, notifier, trans } = services;
  const page = await notifier.attempt(() =>
    client.api.runs.list({
      params: { workspace: run.workspaceId },
      query: { experiment: run.experimentId, limit: OFFERED }
    })
  );
  const others = page?.items.filter(({ id }) => id !== run.id) ?? [];
  if (others.length === 0) {
    if (page) {
      notifier.info(trans.__('There is no other run in this experiment.'));
    }
    return;
  }
  const other = await showFormDialog<string>({
    trans,
    title: trans.__('Compare %1 with', run.name),
    accept: trans.__('Compare'),
    fields: [
      {
        name: 'run',
        kind: 'select',
        label: trans.__('Run'),
        required: true,
        options: others.map(({ id, name }) => ({ value: id, label: name }))
      }
    ],
    submit: async values => String(values.run)
  });
  if (other) {
    await commands.execute(CommandIDs.compareRuns, {
      runs: [run.id, other],
      workspace: run.workspaceId
    });
  }
}
