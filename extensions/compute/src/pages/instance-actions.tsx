import type { ComputeInstance } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { Button, icons } from '@atelier-ml/ui';
import * as React from 'react';
import { CommandIDs } from '../commands.ts';
import type { ComputeServices, InstanceArgs } from '../services.ts';

/** What can be done with an instance, by buttons. */
export function InstanceActions({
  instance,
  host,
  services
}: {
  instance: ComputeInstance;
  host: IPageHost<InstanceArgs>;
  services: ComputeServices;
}) {
  const { commands, trans } = services;
  const args = { id: instance.id, name: instance.name, workspace: host.workspace };
  const run = (command: string) => () => void commands.execute(command, args);
  const running = instance.state === 'running';
  return (
    <>
      {running && (
        <Button icon={icons.notebook} variant="primary" onClick={run(CommandIDs.newNotebook)}>
          {trans.__('New notebook here')}
        </Button>
      )}
      {running && instance.driver === 'docker' && (
        <Button icon={icons.terminal} onClick={run(CommandIDs.openTerminal)}>
          {trans.__('Terminal')}
        </Button>
      )}
      <Button
        icon={running ? icons.stop : icons.play}
        variant={running ? 'default' : 'primary'}
        onClick={run(running ? CommandIDs.stop : CommandIDs.start)}
      >
        {running ? trans.__('Stop') : trans.__('Start')}
      </Button>
      {running && (
        <Button icon={icons.refresh} onClick={run(CommandIDs.restart)}>
          {trans.__('Restart')}
        </Button>
      )}
      {(instance.environment?.latest ?? 0) > (instance.environment?.version ?? 0) && (
        <Button icon={icons.refresh} onClick={run(CommandIDs.renew)}>
          {trans.__('Move to version %1', instance.environment!.latest!)}
        </Button>
      )}
      <Button icon={icons.edit} onClick={run(CommandIDs.edit)}>
        {trans.__('Edit and resize')}
      </Button>
      <Button icon={icons.delete} variant="danger" onClick={run(CommandIDs.delete)}>
        {trans.__('Delete')}
      </Button>
    </>
  );
}
