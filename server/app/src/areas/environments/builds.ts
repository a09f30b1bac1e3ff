import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError, hasCode } from '@atelier-ml/api';
import type { BuildStep, EnvironmentSpec } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Database } from '../../drivers/database/index.ts';
import type { BuildEvent, Images } from '../../drivers/images/index.ts';
import type { Clock } from '../../identity.ts';
import { createTextLogs } from '../../text-logs.ts';
import type { Changes } from '../system/index.ts';
import { basesOf, fetchBases } from './bases.ts';
import { contextOf, withoutMounts } from './dockerfile.ts';
import type { BuildEngineService } from './engine.ts';
import { createEnvironmentStore } from './environments.store.ts';
import type { EnvironmentRow, VersionRow } from './environments.store.ts';
import { labelsOf } from './kernels.ts';
import { readLock } from './lock.ts';
import type { Logins } from './logins.ts';
import { machineFiles } from './machine.ts';
import type { MachineSettings } from './machine.ts';
import { changeOf } from './present.ts';

export interface BuildsOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  images: Images;
  log: Logger;
  /** Where logs lie. */
  folder: string;
  machine: MachineSettings;
  /** Folder with the program of the TypeScript kernel. */
  programs: string;
  logins: Logins;
  provideBase: BuildEngineService['provideBase'];
}

export type Builds = ReturnType<typeof createBuilds>;

const CANCELLED = Symbol('cancelled');
const STOPPED = Symbol('stopped');
/** So often a build is begun anew whose engine went away in the middle. */
const MOST_LOSSES = 3;
/** Looks for an engine that went away, a second apart. */
const MOST_LOOKS = 60;
const BETWEEN_LOOKS = 1_000;

/** Builds versions one after the other, in the order in which they were asked for. */
export function createBuilds(options: BuildsOptions) {
  const { changes, clock, database, images, log } = options;
  const store = createEnvironmentStore(database.queries);
  const logs = createTextLogs(options.folder);
  let current: { id: string; stop: AbortController; steps: BuildStep[] } | undefined;
  let working: Promise<void> | undefined;
  let closed = false;

  async function change(row: VersionRow, changed: Partial<VersionRow>): Promise<VersionRow> {
    const environment = (await store.findById(row.environment_id))!;
    return changes.commit(async (queries, announce) => {
      const within = createEnvironmentStore(queries);
      const updated = await within.updateVersion(row.id, changed);
      await within.update(environment.id, { updated_at: clock() });
      announce(changeOf(environment, 'updated'));
      return updated!;
    });
  }

  function work(): void {
    working ??= drain()
      .catch((err: unknown) => log.error({ err }, 'environments could not be built'))
      .finally(() => {
        working = undefined;
      });
  }

  async function drain(): Promise<void> {
    while (!closed) {
      const [next] = await store.inState('queued');
      if (!next) {
        return;
      }
      await build(next);
    }
  }

  async function build(queued: VersionRow): Promise<void> {
    const stop = new AbortController();
    const steps: BuildStep[] = [];
    current = { id: queued.id, stop, steps };
    await logs.begin(queued.id);
    const started = { state: 'building', started_at: clock(), ended_at: null, error: null };
    const row = await change(queued, started);
    const environment = (await store.findById(row.environment_id))!;
    const end = (state: string, more: Partial<VersionRow> = {}) =>
      change(row, { state, steps: JSON.stringify(steps), ended_at: clock(), ...more });
    try {
      const made = await insist(row, environment, stop.signal, steps);
      await end('ready', made);
    } catch (error) {
      if (stop.signal.reason === CANCELLED) {
        void logs.write(row.id, '\nCancelled.\n');
        await end('cancelled');
      } else if (stop.signal.reason === STOPPED) {
        await change(row, { state: 'queued', steps: '[]' });
      } else {
        const text = withoutMounts(sentenceOf(error));
        void logs.write(row.id, `\n${text}\n`);
        if (!(error instanceof AtelierError)) {
          log.error({ err: error }, 'an environment could not be built');
        }
        await end('failed', { error: text });
      }
    } finally {
      current = undefined;
    }
  }

  /** An engine that went away in the middle says nothing of the build: it is begun anew. */
  async function insist(...given: Parameters<typeof makeImage>): Promise<Partial<VersionRow>> {
    const [row, , signal, steps] = given;
    await images.engine(); // one that is not there is told at once
    for (let losses = 0; ; losses++) {
      try {
        return await makeImage(...given);
      } catch (error) {
        // One that a service manager starts as soon as it is asked answers already.
        const wasLost = hasCode(error, 'engine-unreachable') || (await isAway());
        if (signal.aborted || !wasLost || losses === MOST_LOSSES || !(await comesBack(signal))) {
          throw error;
        }
        void logs.write(
          row.id,
          '\nThe container engine was started anew. The build is begun anew.\n'
        );
        steps.length = 0;
      }
    }
  }

  const isAway = (): Promise<boolean> =>
    images.engine().then(
      () => false,
      (error: unknown) => hasCode(error, 'engine-unreachable')
    );

  async function comesBack(signal: AbortSignal): Promise<boolean> {
    for (let looks = 0; looks < MOST_LOOKS && !signal.aborted; looks++) {
      if (!(await isAway())) {
        return true;
      }
      await pause(BETWEEN_LOOKS, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  async function makeImage(
    row: VersionRow,
    environment: EnvironmentRow,
    signal: AbortSignal,
    steps: BuildStep[]
  ): Promise<Partial<VersionRow>> {
    const spec = JSON.parse(row.spec) as EnvironmentSpec;
    const { logins, programs } = options;
    const from = { spec, workspaceId: environment.workspace_id };
    const say = (text: string): void => void logs.write(row.id, text);
    await options.provideBase(basesOf(spec), { say, signal });
    await fetchBases({ images, logins }, from, { say, signal });
    const context = contextOf({ spec, programs, machine: await machineFiles(options.machine) });
    const image = await images.build({
      context,
      tag: row.image,
      labels: labelsOf(environment.id, row.version, spec.kernels),
      signal,
      onEvent: told => {
        const event = { ...told, step: withoutMounts(told.step) };
        if (event.step.startsWith('[atelier-machine')) {
          return;
        }
        note(steps, event);
        void logs.write(row.id, lineOf(event));
        changes.progress(changeOf(environment, 'updated'));
      }
    });
    void logs.write(row.id, '\nReading what is installed.\n');
    const lock = await readLock(images, row.image);
    signal.throwIfAborted();
    return { digest: image.id, size: image.size, lock: JSON.stringify(lock) };
  }

  return {
    /** Takes up what waited, and says of what was under way that it was lost with the server. */
    async resume(): Promise<void> {
      for (const row of await store.inState('building')) {
        const error = 'The server ended in the middle of the build. Build it again.';
        await change(row, { state: 'failed', error, ended_at: clock() });
      }
      work();
    },
    async queue(row: VersionRow): Promise<VersionRow> {
      const { state } = row;
      if (state === 'queued' || state === 'building') {
        throw new AtelierError('in-use', 'This version is built already.', {
          remedy: 'Wait for its end, or cancel it.'
        });
      }
      const queued = await change(row, { state: 'queued', queued_at: clock(), error: null });
      work();
      return queued;
    },
    async cancel(row: VersionRow): Promise<VersionRow> {
      if (current?.id === row.id) {
        current.stop.abort(CANCELLED);
        await working;
        return (await store.versionById(row.id))!;
      }
      if (row.state !== 'queued') {
        throw new AtelierError('not-running', 'This version is not being built.', {
          remedy: 'Look at its state; it may have ended meanwhile.'
        });
      }
      return change(row, { state: 'cancelled', ended_at: clock() });
    },
    stepsOf: (row: VersionRow): BuildStep[] =>
      current?.id === row.id ? current.steps : (JSON.parse(row.steps) as BuildStep[]),
    readLog: logs.read,
    removeLog: logs.remove,
    async stop(): Promise<void> {
      closed = true;
      current?.stop.abort(STOPPED);
      await working;
    }
  };
}

function note(steps: BuildStep[], event: BuildEvent): void {
  if (event.kind !== 'step') {
    return;
  }
  const known = steps.find(({ name }) => name === event.step);
  if (known) {
    known.state = event.state;
  } else {
    steps.push({ name: event.step, state: event.state });
  }
}

function lineOf(event: BuildEvent): string {
  if (event.kind === 'output') {
    return event.text;
  }
  return event.state === 'started' || event.state === 'cached' || event.state === 'failed'
    ? `\n=== ${event.step}${event.state === 'started' ? '' : ` (${event.state})`}\n`
    : '';
}

function sentenceOf(error: unknown): string {
  if (error instanceof AtelierError) {
    return error.code === 'build-failed' || !error.remedy
      ? error.message
      : `${error.message} ${error.remedy}`;
  }
  return 'The build failed for a reason that only the log of the server tells.';
}
