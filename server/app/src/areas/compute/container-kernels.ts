import { AtelierError, hasCode } from '@atelier-ml/api';
import type { InstanceKernel, KernelExit } from '@atelier-ml/api';
import type { Compute, ExecutionState } from '../../drivers/compute/index.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow, KernelRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import type { DiskGuard } from './disk-guard.ts';
import { isContainer } from './instance-present.ts';
import type { SetUps } from './set-up.ts';

export interface ContainerKernelsOptions {
  changes: Changes;
  clock: Clock;
  compute: Compute;
  containers: Containers;
  diskGuard: DiskGuard;
  setUps: SetUps;
  /** Counts a stopped instance as running while, and once, the work has gone well. */
  claim<T>(row: InstanceRow, work: () => Promise<T>): Promise<T>;
  store: ReturnType<typeof createComputeStore>;
}

/** Milliseconds between two looks at a kernel of which no event has told. */
const LOOK_EVERY = 1_000;
/** A kernel that was killed within so many milliseconds of a lack of memory was killed for it. */
const BLAMED_ON_MEMORY = 3_000;
/** An engine may tell of the lack of memory after the end that it has led to: by so many milliseconds at most. */
const TOLD_LATE = 1_000;
/** An engine tells of an end after the process is gone: so many looks may find none. */
const MOST_UNSEEN = 3;
const KILLED = 137;
const GONE = -1;

export type ContainerKernels = ReturnType<typeof createContainerKernels>;

/** Kernels as programs in the containers of their instances. */
export function createContainerKernels(options: ContainerKernelsOptions) {
  const { changes, claim, clock, compute, containers, diskGuard, setUps, store } = options;
  /** When each container last ran out of memory. */
  const lackedMemory = new Map<string, number>();
  /** Executions whose end was asked for: it is no news. A restarted kernel is another execution. */
  const asked = new Set<string>();
  const ending = new Map<string, Promise<void>>();
  const waiting = new Set<() => void>();

  async function stateOf(row: InstanceRow, execution: string): Promise<ExecutionState> {
    try {
      return await (await containers.engine(row)).execution(execution);
    } catch (error) {
      if (hasCode(error, 'not-found')) {
        return stateOfLost(row, execution);
      }
      if (hasCode(error, 'engine-unreachable')) {
        return { running: true }; // nobody can tell
      }
      throw error;
    }
  }

  /** Whether the process of a kernel is there; undefined: nobody can tell. */
  async function lives(row: InstanceRow, kernel: KernelRow): Promise<boolean | undefined> {
    try {
      const identity = { pid: kernel.pid, mark: kernel.process_mark };
      const [usage] = await containers.processes(row).measure([identity]);
      return usage !== undefined;
    } catch (error) {
      const isUnknown = hasCode(error, 'engine-unreachable');
      return isUnknown ? undefined : false; // else its container has ended
    }
  }

  /** An engine that was started anew knows no executions any more, though it may have left them alone. */
  async function stateOfLost(row: InstanceRow, execution: string): Promise<ExecutionState> {
    const kernel = await store.findKernelOf(execution);
    const isGone = !kernel || (await lives(row, kernel)) === false;
    return isGone ? { running: false, code: GONE } : { running: true, pid: kernel.pid };
  }

  /** Whether there is the process that the engine says runs; one that nobody can show counts. */
  async function isSeen(row: InstanceRow, execution: string, pid?: number): Promise<boolean> {
    if (row.attached_id === null) {
      return pid === undefined || (await compute.identify(pid, 'anyone')) !== undefined;
    }
    const kernel = await store.findKernelOf(execution);
    return !kernel || (await lives(row, kernel)) !== false;
  }

  /** Until an event has come, at most so many milliseconds. */
  async function event(milliseconds: number): Promise<void> {
    await new Promise<void>(resolve => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      waiting.add(done);
    });
  }

  const lacksMemory = ({ workload }: InstanceRow): boolean =>
    clock() - (lackedMemory.get(workload ?? '') ?? -Infinity) < BLAMED_ON_MEMORY;

  async function endOf(row: InstanceRow, kernelId: string, code: number): Promise<KernelExit> {
    const deadline = performance.now() + TOLD_LATE;
    for (let left = TOLD_LATE; code === KILLED && !lacksMemory(row) && left > 0;) {
      await event(left);
      left = deadline - performance.now();
    }
    return exitOf(row, kernelId, code);
  }

  function exitOf(row: InstanceRow, kernelId: string | null, code: number): KernelExit {
    const outOfMemory = code === KILLED && lacksMemory(row);
    const size = row.memory_mb === null ? '' : ` (${row.memory_mb} MiB)`;
    const ended =
      code === GONE
        ? `A kernel on “${row.name}” has ended. Its container, or the container engine, was started anew meanwhile: how it ended is not known.`
        : `A kernel on “${row.name}” has ended by itself, with exit code ${code}.`;
    const message = outOfMemory
      ? `A program on “${row.name}” was ended: the instance has used up its memory${size}.`
      : ended;
    return { kernelId, at: clock(), code, outOfMemory, message };
  }

  async function keep(row: InstanceRow, exit: KernelExit): Promise<void> {
    await changes.commit(async (queries, announce) => {
      await createComputeStore(queries).update(row.id, { last_exit: JSON.stringify(exit) });
      announce(changeOf(row, 'updated'));
    });
  }

  /** Keeps how a kernel has ended that nobody has asked to; several may notice it at once. */
  function ended(execution: string, code: number): Promise<void> {
    const known = ending.get(execution);
    const noted = known ?? note(execution, code).finally(() => ending.delete(execution));
    ending.set(execution, noted);
    return noted;
  }

  async function note(execution: string, code: number): Promise<void> {
    const wasAsked = asked.has(execution);
    setTimeout(() => asked.delete(execution), LOOK_EVERY * MOST_UNSEEN).unref();
    const kernel = await store.findKernelOf(execution);
    const row = kernel && (await store.findById(kernel.instance_id));
    if (kernel && row) {
      const isNews = code !== 0 && !wasAsked && row.state === 'running';
      const exit = isNews ? await endOf(row, kernel.kernel_id, code) : undefined;
      await changes.commit(async (queries, announce) => {
        const within = createComputeStore(queries);
        await within.deleteKernel(kernel.kernel_id, kernel.process_mark);
        if (exit) {
          await within.update(row.id, { last_exit: JSON.stringify(exit) });
        }
        announce(changeOf(row, 'updated'));
      });
    }
    wake();
  }

  function wake(): void {
    waiting.forEach(done => done());
  }

  return {
    ended,
    /** Of a kernel whose process is not to be seen the engine knows how it has ended. */
    async look({ execution, instance_id: id }: KernelRow): Promise<void> {
      const row = await store.findById(id);
      const state = row && (await stateOf(row, execution!));
      if (state && !state.running) {
        await ended(execution!, state.code);
      }
    },
    wake,
    /** Jupyter has let go of a kernel. */
    release(row: InstanceRow, kernelId: string): void {
      if (isContainer(row)) {
        containers.release(row, kernelId);
      }
    },
    /** Kernels that were started in advance, and what they take. */
    async waiting(row: InstanceRow): Promise<{ count: number; memory: number }> {
      const ready = await containers.warm.ready(row);
      const states = await Promise.all(ready.map(execution => stateOf(row, execution)));
      const pids = states.flatMap(state => (state.running && state.pid ? [state.pid] : []));
      const found = await Promise.all(pids.map(pid => compute.identify(pid, 'anyone')));
      const usages = await compute.measure(found.filter(each => each !== undefined));
      const memory = usages.reduce((sum, usage) => sum + (usage?.memory ?? 0), 0);
      return { count: states.length, memory };
    },
    /** Whichever program was ended: a kernel may outlive the part of it that ran the cell. */
    async outOfMemory(workload: string): Promise<void> {
      lackedMemory.set(workload, clock());
      wake();
      const row = await store.findByWorkload(workload);
      if (row) {
        await keep(row, exitOf(row, null, KILLED));
      }
    },
    async launch(
      stored: InstanceRow,
      kernelId: string,
      wanted: {
        language: InstanceKernel['language'];
        key: string;
        folder?: string;
        environmentVariables: Record<string, string>;
      }
    ) {
      await diskGuard.check(stored);
      const { connection, execution, identity, row, workload } = await claim(stored, async () => {
        const ready = await setUps.complete(stored);
        requireLanguage(ready, wanted.language);
        const launched = await containers.launch(ready, {
          kernel: kernelId,
          language: wanted.language,
          key: wanted.key,
          folder: wanted.folder,
          environment: wanted.environmentVariables
        });
        return { ...launched, row: ready };
      });
      await changes.commit(async (queries, announce) => {
        const within = createComputeStore(queries);
        const updated = await within.update(row.id, { problem: null, workload });
        if (identity) {
          await within.putKernel({
            kernel_id: kernelId,
            instance_id: row.id,
            pid: identity.pid,
            process_mark: identity.mark,
            memory_mb: null,
            execution,
            started_at: clock()
          });
        }
        announce(changeOf(updated ?? row, 'updated'));
      });
      return { connection, execution };
    },
    /** Until the kernel has ended, at most so many milliseconds. */
    async wait(row: InstanceRow, kernelId: string, execution: string, milliseconds: number) {
      const deadline = performance.now() + milliseconds;
      for (let unseen = 0; ;) {
        let state = await stateOf(row, execution);
        unseen = !state.running || (await isSeen(row, execution, state.pid)) ? 0 : unseen + 1;
        if (unseen > MOST_UNSEEN) {
          // The engine has missed its end, and will never tell.
          state = { running: false, code: GONE };
          await ended(execution, GONE);
        }
        if (!state.running) {
          const stopped = (await store.findById(row.id))?.state !== 'running';
          const exit =
            stopped || asked.has(execution)
              ? exitOf(row, kernelId, state.code)
              : await endOf(row, kernelId, state.code);
          return { running: false, exit, stopped };
        }
        const left = deadline - performance.now();
        if (left <= 0) {
          return { running: true };
        }
        await event(Math.min(left, LOOK_EVERY));
      }
    },
    async signal(kernelId: string, name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void> {
      const kernel = await store.findKernel(kernelId);
      const row = kernel && (await store.findById(kernel.instance_id));
      if (!row) {
        return; // it has ended
      }
      if (name !== 'SIGINT') {
        asked.add(kernel.execution!);
      }
      const identity = { pid: kernel.pid, mark: kernel.process_mark };
      await containers.processes(row).signal(identity, name);
    }
  };
}

function requireLanguage(row: InstanceRow, language: InstanceKernel['language']): void {
  if (!(JSON.parse(row.languages) as string[]).includes(language)) {
    throw new AtelierError(
      'invalid-input',
      `The image of “${row.name}” has no kernel for ${language}.`,
      { remedy: 'Choose another kernel, or an image that has one.' }
    );
  }
}
