import type { ComputeInstance } from '@atelier-ml/api';
import { formatBytes, formatTime } from '@atelier-ml/ui';
import { CommandIDs } from './commands.ts';
import type { ComputeServices } from './services.ts';

export type AlertServices = Pick<
  ComputeServices,
  'client' | 'commands' | 'events' | 'notifier' | 'trans'
>;

/** When what was last told has happened. */
interface Told {
  exit: number;
  setUp: number;
}

/** What is ended within so many milliseconds of another end was ended for the same reason. */
const SAME_EXIT = 3_000;

/**
 * Tells, once each, what happens to instances by itself: kernels that were ended, set-ups that fail,
 * disks that fill up, and those that are stopped for idleness, with a way to keep them.
 */
export function followAlerts(services: AlertServices): void {
  const { client, events } = services;
  const begun = Date.now();
  const known = new Map<string, ComputeInstance>();
  const told = new Map<string, Told>();
  events.changed.connect((_, { action, kind, subjectId: id, workspaceId }) => {
    if (kind !== 'compute' || action !== 'updated') {
      return;
    }
    client.api.compute.get({ params: { workspace: workspaceId, instance: id } }).then(
      instance => {
        const before = known.get(id);
        known.set(id, instance);
        const last = told.get(id) ?? { exit: begun - SAME_EXIT, setUp: begun };
        told.set(id, {
          exit: tellExit(services, instance, last.exit),
          setUp: tellSetUp(services, instance, last.setUp)
        });
        tellDisk(services, instance, before);
        tellIdle(services, instance, before);
      },
      () => void known.delete(id) // deleted meanwhile
    );
  });
}

/** @returns when the last one was that has been told */
function tellExit(
  { commands, notifier, trans }: AlertServices,
  { id, lastExit, name, workspaceId: workspace }: ComputeInstance,
  last: number
): number {
  if (!lastExit || lastExit.at <= last + SAME_EXIT) {
    return Math.max(last, lastExit?.at ?? 0);
  }
  if (lastExit.outOfMemory) {
    notifier.warning(lastExit.message, {
      label: trans.__('Resize'),
      run: () => void commands.execute(CommandIDs.resize, { id, name, workspace })
    });
  } else {
    notifier.error(new Error(lastExit.message));
  }
  return lastExit.at;
}

/** @returns when the last one has ended that was told */
function tellSetUp(
  { notifier }: AlertServices,
  { problem, setUp }: ComputeInstance,
  last: number
): number {
  const ended = setUp?.endedAt ?? 0;
  if (setUp?.state === 'failed' && problem !== null && ended > last) {
    notifier.error(new Error(problem));
  }
  return Math.max(last, ended);
}

function tellDisk(
  { commands, notifier, trans }: AlertServices,
  { disk, id, name, workspaceId: workspace }: ComputeInstance,
  before: ComputeInstance | undefined
): void {
  const level = disk?.level ?? 'fine';
  if (!disk || level === 'fine' || level === before?.disk?.level) {
    return;
  }
  const told = [name, formatBytes(disk.used), formatBytes(disk.limit)] as const;
  const message =
    level === 'full'
      ? trans.__('“%1” has used up its disk: %2 of %3. No further kernel starts on it.', ...told)
      : trans.__('The disk of “%1” fills up: %2 of %3 are taken.', ...told);
  notifier.warning(message, {
    label: trans.__('Give it more'),
    run: () => void commands.execute(CommandIDs.edit, { id, name, workspace })
  });
}

function tellIdle(
  { client, notifier, trans }: AlertServices,
  { id, idle, name, stopReason, workspaceId: workspace, ...instance }: ComputeInstance,
  before: ComputeInstance | undefined
): void {
  if (idle?.warned && !before?.idle?.warned) {
    notifier.warning(
      trans.__('Nothing works on “%1”. It is stopped at %2.', name, formatTime(idle.stopsAt)),
      {
        label: trans.__('Keep running'),
        run: () =>
          void notifier.attempt(() =>
            client.api.compute.keep({ params: { workspace, instance: id } })
          )
      }
    );
  }
  if (stopReason === 'idle' && before && before.stopReason !== 'idle') {
    notifier.info(
      trans.__(
        '“%1” was stopped: for %2 minutes nothing has worked on it.',
        name,
        instance.idleShutdownMinutes ?? 0
      )
    );
  }
}
