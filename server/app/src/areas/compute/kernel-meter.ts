import { createHash } from 'node:crypto';
import type { GpuUsage, KernelSample } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { ProcessUsage } from '../../drivers/compute/index.ts';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Changes } from '../system/index.ts';
import type { KernelSpan } from './cell-consumption.ts';
import type { GpuLedger } from './gpu-ledger.ts';
import { gpusOfKernel } from './kernel-gpus.ts';
import type { GpuWork } from './kernel-gpus.ts';
import { UNKNOWN } from './kernel-measuring.ts';
import type { Measure } from './kernel-measuring.ts';
import type { KernelRoster, KnownKernel } from './kernel-roster.ts';

export interface KernelMeterOptions {
  changes: Changes;
  clock: Clock;
  ledger: Pick<GpuLedger, 'usages' | 'work'>;
  measureAll: Measure;
  roster: KernelRoster;
  ticker: Ticker;
  log: Logger;
}

const EVERY = 5_000;
/** Samples of an hour. */
const KEPT = 720;
const SECOND = 1_000;
/** Looks that cells ask for may come at any time; they are no points of a curve. */
const SHORTEST = 1_000;
/** A kernel of this machine belongs to no workspace. */
const NOWHERE = '0'.repeat(32);

interface Looked {
  mark: string;
  at: number;
  usage: ProcessUsage;
}

/** What the GPUs do, and those of the instance of a kernel. */
interface Gpus {
  work: GpuWork;
  held: readonly GpuUsage[];
}

/** A kernel with what it has taken. */
export interface MeteredKernel extends KnownKernel {
  samples: readonly KernelSample[];
}

export type KernelMeter = ReturnType<typeof createKernelMeter>;

/** Measures what each kernel takes, wherever it runs, and remembers the last hour. */
export function createKernelMeter(options: KernelMeterOptions) {
  const { changes, clock, ledger, log, measureAll, roster, ticker } = options;
  const kernels = new Map<string, MeteredKernel>();
  /** The last look at each, and the last one that became a sample. */
  const looked = new Map<string, Looked>();
  const sampled = new Map<string, Looked>();
  let onMeasured: (kernelId: string, span: KernelSpan) => void = () => undefined;
  let onGone: (kernelId: string) => Promise<void> = () => Promise.resolve();
  let looking: Promise<void> | undefined;
  let count = 0;

  async function measure(
    kernel: KnownKernel,
    usage: ProcessUsage,
    { held, work }: Gpus
  ): Promise<void> {
    const { identity, instance, kernelId } = kernel;
    const now = { mark: identity.mark, at: ticker.monotonic(), usage };
    const gpus = gpusOfKernel(usage.pids, work, held);
    const before = looked.get(kernelId);
    looked.set(kernelId, now);
    if (before && before.mark !== now.mark) {
      await onGone(kernelId); // the one before it, of the same name
    }
    if (before?.mark === now.mark && now.at > before.at) {
      onMeasured(kernelId, {
        ...{ instance, held, sample: { memory: usage.memory, gpus } },
        seconds: (now.at - before.at) / SECOND,
        busyCpuSeconds: Math.max(0, usage.cpuTime - before.usage.cpuTime) / SECOND
      });
    }
    addSample(kernel, now, gpus);
  }

  function addSample(kernel: KnownKernel, now: Looked, gpus: KernelSample['gpus']): void {
    const { instance, kernelId } = kernel;
    const last = sampled.get(kernelId);
    const before = last?.mark === now.mark ? last : undefined;
    const samples = (before && kernels.get(kernelId)?.samples) || [];
    if (before && now.at - before.at < SHORTEST) {
      kernels.set(kernelId, { ...kernel, samples });
      return;
    }
    sampled.set(kernelId, now);
    const { memory, pids } = now.usage;
    const rates = ratesOf(now.usage, before, now.at);
    const sample = {
      ...{ number: ++count, at: clock(), ...rates },
      ...{ memory, processes: pids.length, gpus }
    };
    kernels.set(kernelId, { ...kernel, samples: [...samples, sample].slice(-KEPT) });
    changes.progress({
      kind: 'kernel',
      workspaceId: instance?.workspace_id ?? NOWHERE,
      subjectId: subjectOf(kernelId),
      name: kernelId
    });
  }

  async function lookOnce(): Promise<void> {
    const known = await roster.all();
    const usages = await measureAll(known);
    const work: GpuWork = known.length ? await ledger.work() : { present: [], processes: [] };
    const holders = known.flatMap(({ instance }) => (instance ? [instance.id] : []));
    const held = work.present.length ? await ledger.usages(holders) : new Map<string, GpuUsage[]>();
    for (const [place, kernel] of known.entries()) {
      const usage = usages[place];
      if (usage === UNKNOWN) {
        continue; // what is known of it stays
      }
      if (usage) {
        await measure(kernel, usage, { held: held.get(kernel.instance?.id ?? '') ?? [], work });
      } else {
        roster.forget(kernel.kernelId);
      }
    }
    const alive = new Set(known.filter((_, place) => usages[place]).map(each => each.kernelId));
    for (const kernelId of kernels.keys()) {
      if (!alive.has(kernelId)) {
        kernels.delete(kernelId);
        looked.delete(kernelId);
        sampled.delete(kernelId);
        await onGone(kernelId);
      }
    }
  }

  /** A look that is under way counts for this one. */
  function look(): Promise<void> {
    looking ??= lookOnce()
      .catch((err: unknown) => log.warn({ err }, 'kernels cannot be measured'))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  const stopTicking = ticker.every(EVERY, look);
  return {
    async stop(): Promise<void> {
      await stopTicking();
      await looking;
    },
    look,
    all: (): MeteredKernel[] => [...kernels.values()],
    /** Told of what each kernel took between two looks. */
    onMeasured: (listener: typeof onMeasured): void => void (onMeasured = listener),
    /** Told when a kernel has ended, or another process has taken its place. */
    onGone: (listener: typeof onGone): void => void (onGone = listener),
    /** A look that begins after this call. */
    async lookNow(kernelId: string): Promise<MeteredKernel | undefined> {
      await looking;
      await look();
      return kernels.get(kernelId);
    },
    /** Looks at once if it has not been seen yet. */
    async find(kernelId: string): Promise<MeteredKernel | undefined> {
      if (!kernels.has(kernelId)) {
        await look();
      }
      return kernels.get(kernelId);
    }
  };
}

/** What two looks tell of the time between them; a child that has ended takes its figures along. */
function ratesOf(usage: ProcessUsage, before: Looked | undefined, at: number) {
  if (!before || at <= before.at) {
    return { cpuPercent: null, read: null, written: null };
  }
  const elapsed = at - before.at;
  const { moved } = usage;
  const was = before.usage.moved;
  const rate = (now: number, then: number): number =>
    Math.max(0, (now - then) / (elapsed / SECOND));
  return {
    cpuPercent: Math.max(0, ((usage.cpuTime - before.usage.cpuTime) / elapsed) * 100),
    read: moved && was ? rate(moved.read, was.read) : null,
    written: moved && was ? rate(moved.written, was.written) : null
  };
}

/** Events name their subject by 32 hexadecimal digits: an id of Jupyter's without its dashes, or a digest. */
function subjectOf(kernelId: string): string {
  const digits = kernelId.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits)
    ? digits
    : createHash('sha256').update(kernelId).digest('hex').slice(0, 32);
}
