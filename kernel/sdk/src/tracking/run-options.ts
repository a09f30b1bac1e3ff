import { AtelierError, Id, Name } from '@atelier-ml/api';
import type { CaptureRequest } from '../journal/index.ts';

/** How a metric is to be read. */
export interface MetricOptions {
  /** Which way it is better: charts, lists and “best run” go by it. */
  readonly goal?: 'maximize' | 'minimize';
  /** E.g. `nats`, `s`, `%`; at most 50 characters. */
  readonly unit?: string;
}

/** A run by its id or as it was started. */
export type RunReference = string | { readonly id: string };

/** What a run keeps of its circumstances besides what is logged; each is kept unless it is `false`. */
export interface CaptureOptions {
  /** What the program prints, as the run's log. */
  readonly output?: boolean;
  /** Commit, branch, remote and uncommitted changes of the repository that the program runs in. */
  readonly git?: boolean;
  /** Versions of the packages that the program uses. */
  readonly environment?: boolean;
  /** Use of processor, memory, disk, network and GPUs; every 5 seconds when not said otherwise. */
  readonly system?: boolean | { readonly every: number };
}

export interface RunOptions<M extends string = string, P extends string = string> {
  /** Runs that are compared belong to one experiment; it is created when it is new. */
  experiment: string;
  /** A word for this run; the first digits of its id when left out. */
  name?: string;
  /** Names of the metrics, so that the compiler finds misspelt ones; with unit and goal. */
  metrics?: { readonly [K in M]: MetricOptions };
  /** Settings that are chosen already; like `metrics`, they name what `run.param` then takes. */
  params?: { readonly [K in P]: unknown };
  tags?: Record<string, unknown>;
  /** Id or name; the user's active workspace when left out. */
  workspace?: string;
  /** The run that this one is a part of; inside of `withRun` that run when left out, `null` for none. */
  parent?: RunReference | null;
  /** Begins with the metrics of another run, up to and including a step, and goes on from there. */
  forkFrom?: { readonly run: RunReference; readonly step: number };
  /** Show the run in the cell that starts it; true when left out. */
  display?: boolean;
  /** `false` keeps nothing but what is logged. */
  capture?: boolean | CaptureOptions;
}

/** Opens a run again; the rest is what is added to it, or begins it when it is new. */
export interface ResumedRunOptions<
  M extends string = string,
  P extends string = string
> extends Partial<Omit<RunOptions<M, P>, 'forkFrom'>> {
  /**
   * The run by its id, as it was started, or by a file of its journal. `must`, when no mode is
   * said: refuses what nobody knows. `allow`: begins a run with this id then, in `experiment`.
   */
  resume: RunReference | { readonly run: RunReference; readonly mode: 'must' | 'allow' };
}

export interface EndOptions {
  /** `finished` unless an error is given. */
  status?: 'finished' | 'failed' | 'killed';
  error?: unknown;
  /** Milliseconds to wait until the server has it all; 5,000 when left out, 0 for not at all. */
  wait?: number;
}

export const idOf = (run: RunReference): string => (typeof run === 'string' ? run : run.id);

export interface Captures {
  output: boolean;
  /** What is added by the sending thread; undefined for nothing. */
  request?: CaptureRequest;
}

/** What is to be captured of a run that is opened here. */
export function capturesOf(
  capture: boolean | CaptureOptions,
  nextStep: (metric: string) => number
): Captures {
  const said: CaptureOptions = typeof capture === 'object' ? capture : {};
  const isKept = capture !== false;
  const { environment = isKept, git = isKept, output = isKept, system = isKept } = said;
  const every = typeof system === 'object' ? Math.max(0.1, system.every) : 5;
  const request: CaptureRequest = {
    folder: process.cwd(),
    git,
    environment,
    system: system !== false && { every, firstStep: nextStep('system/cpu_utilization_percentage') }
  };
  const isAny = git || environment || request.system !== false;
  return { output, ...(isAny && { request }) };
}

const refuse = (field: string, message: string): never => {
  throw new AtelierError('invalid-input', `The ${field} of the run ${message}.`, {
    remedy: `Give another ${field}, for example startRun({ experiment: 'diabetes' }).`,
    fields: [{ path: field, message }]
  });
};

export function checkRunId(field: string, run: RunReference): void {
  if (!Id.safeParse(idOf(run)).success) {
    refuse(field, 'must be a run or the id of one, 32 hexadecimal digits');
  }
}

/** @throws AtelierError `invalid-input`: a run that could never be stored is not begun */
export function checkRunOptions(options: RunOptions): void {
  const name = Name.safeParse(options.experiment);
  if (!name.success) {
    refuse('experiment', name.error.issues[0].message);
  }
  if (options.name !== undefined && (options.name === '' || options.name.length > 250)) {
    refuse('name', 'must have 1 to 250 characters');
  }
  if (options.parent) {
    checkRunId('parent', options.parent);
  }
  if (options.forkFrom) {
    checkRunId('forkFrom.run', options.forkFrom.run);
    if (!Number.isSafeInteger(options.forkFrom.step)) {
      refuse('forkFrom.step', 'must be a whole number');
    }
  }
  for (const [key, { goal, unit }] of Object.entries(options.metrics ?? {})) {
    if (goal !== undefined && goal !== 'maximize' && goal !== 'minimize') {
      refuse(`metrics.${key}.goal`, 'must be “maximize” or “minimize”');
    }
    if (unit !== undefined && unit.length > 50) {
      refuse(`metrics.${key}.unit`, 'must have at most 50 characters');
    }
  }
}
