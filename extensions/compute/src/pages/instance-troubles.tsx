import type { ComputeInstance } from '@atelier-ml/api';
import { Button, formatBytes, formatTime, icons, RelativeTime } from '@atelier-ml/ui';
import * as React from 'react';
import { CommandIDs } from '../commands.ts';
import type { ComputeServices } from '../services.ts';

/** What has gone wrong with an instance, and what soon happens to it. */
export function InstanceTroubles({
  instance,
  services: { client, commands, notifier, trans }
}: {
  instance: ComputeInstance;
  services: ComputeServices;
}) {
  const { disk, id, idle, lastExit, name, problem, workspaceId: workspace } = instance;
  const keep = () =>
    void notifier.attempt(() => client.api.compute.keep({ params: { workspace, instance: id } }));
  return (
    <>
      {problem !== null && <div className="atl-Compute-trouble">{problem}</div>}
      {disk && disk.level !== 'fine' && (
        <div className={disk.level === 'full' ? 'atl-Compute-trouble' : 'atl-Compute-warning'}>
          {disk.level === 'full'
            ? trans.__('Its disk is used up: %1 of %2. No further kernel starts.', ...told(disk))
            : trans.__('Its disk fills up: %1 of %2 are taken.', ...told(disk))}
        </div>
      )}
      {idle?.warned && (
        <div className="atl-Compute-warning">
          <span>
            {trans.__('Nothing works here. It is stopped at %1.', formatTime(idle.stopsAt))}
          </span>
          <Button icon={icons.check} onClick={keep}>
            {trans.__('Keep running')}
          </Button>
        </div>
      )}
      {lastExit && (
        <div className="atl-Compute-trouble">
          <span>
            {lastExit.message} <RelativeTime time={lastExit.at} />
          </span>
          {lastExit.outOfMemory && (
            <Button
              icon={icons.cpu}
              onClick={() => void commands.execute(CommandIDs.resize, { id, name, workspace })}
            >
              {trans.__('Resize')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

const told = ({ limit, used }: NonNullable<ComputeInstance['disk']>): [string, string] => [
  formatBytes(used),
  formatBytes(limit)
];
