import { RESERVED_ARTIFACTS } from '@atelier-ml/api';
import type { CaptureRequest, SyncSlot } from '../journal/index.ts';
import { readEnvironment } from './environment.ts';
import { readGit } from './git.ts';
import type { GitState } from './git.ts';
import { createMachineMonitor } from './machine.ts';
import { createRecorder } from './recorder.ts';
import type { Recorder } from './recorder.ts';

/** Runs that begin within these milliseconds of one another share what was read. */
const freshness = 5_000;

const found = new Map<string, { at: number; value: Promise<unknown> }>();

function shared<T>(key: string, read: () => Promise<T> | T): Promise<T> {
  const known = found.get(key);
  if (known && performance.now() - known.at < freshness) {
    return known.value as Promise<T>;
  }
  const value = Promise.resolve().then(read);
  found.set(key, { at: performance.now(), value });
  return value;
}

function recordGit(recorder: Recorder, state: GitState): void {
  const tags = [
    ['commit', state.commit],
    ['branch', state.branch],
    ['repoURL', state.remote],
    ['dirty', String(state.dirty)]
  ];
  recorder.record(
    ...tags
      .filter(([, value]) => value !== '')
      .map(([name, value]) => ({
        type: 'tag' as const,
        key: `mlflow.source.git.${name}`,
        value: value.slice(0, 8_000)
      }))
  );
  if (state.diff !== '') {
    recorder.artifact(RESERVED_ARTIFACTS.diff, 'text/x-diff', state.diff);
  }
}

async function recordCircumstances(recorder: Recorder, request: CaptureRequest): Promise<void> {
  const { environment, folder, git } = request;
  if (git) {
    const state = await shared(`git ${folder}`, () => readGit(folder));
    if (state) {
      recordGit(recorder, state);
    }
  }
  if (environment) {
    const lock = await shared(`environment ${folder}`, () => readEnvironment(folder));
    recorder.artifact(RESERVED_ARTIFACTS.environment, 'application/json', JSON.stringify(lock));
  }
}

function watchMachine(
  recorder: Recorder,
  folder: string,
  { every, firstStep }: { every: number; firstStep: number },
  slot: SyncSlot
): void {
  const monitor = createMachineMonitor(folder);
  let step = firstStep;
  const look = async () => {
    const values = slot.hasEnded() ? [] : await monitor.sample();
    if (slot.hasEnded()) {
      return;
    }
    const at = step++;
    recorder.record(
      ...values.map(([key, value]) => ({ type: 'metric' as const, key, value, step: at }))
    );
    setTimeout(() => void look(), every * 1_000);
  };
  setTimeout(() => void look(), Math.min(1_000, every * 1_000));
}

/** Adds what was asked for to a run, in the sending thread; says in the slot when nothing is pending. */
export function startCapture(file: string, slot: SyncSlot, request: CaptureRequest): void {
  const recorder = createRecorder(file, slot);
  recordCircumstances(recorder, request)
    .catch(() => undefined)
    .finally(() => slot.setPending(false));
  if (request.system) {
    watchMachine(recorder, request.folder, request.system, slot);
  }
}
