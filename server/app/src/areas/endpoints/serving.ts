import type { DeploymentState } from '@atelier-ml/api';
import type { Deployment, DeploymentSpec, Scoring } from '../../drivers/scoring/scoring.ts';
import type { Clock } from '../../identity.ts';
import { createLatencies } from './latencies.ts';
import type { Latencies } from './latencies.ts';

/** Milliseconds to wait before the first, second … restart. */
const DELAYS = [100, 1_000, 4_000];
const CRASHES = 3;
const WINDOW = 60_000;
const DRAIN = 10_000;

/** A deployment that is kept alive: started again when it ends by itself. */
export interface Serving {
  readonly deploymentId: string;
  readonly state: DeploymentState;
  readonly error: string | null;
  readonly startedAt: number | null;
  readonly latencies: Latencies;
  /** Resolves when it takes requests or has failed for the first time. */
  readonly settled: Promise<void>;
  /** A way in while it takes requests; call `leave` when the request has ended. */
  enter(): { socket: string; leave(): void } | undefined;
  /** Waits for the requests under way, then ends it. */
  stop(): Promise<void>;
}

export interface ServingOptions {
  deploymentId: string;
  spec: DeploymentSpec;
  scoring: Scoring;
  clock: Clock;
  /** Told whenever state or error have changed. */
  onChange(serving: Serving): void;
}

export function startServing(options: ServingOptions): Serving {
  const { clock, deploymentId, onChange, scoring, spec } = options;
  const latencies = createLatencies(clock);
  const settled = Promise.withResolvers<void>();
  const drained: (() => void)[] = [];
  const crashes: number[] = [];
  let state: DeploymentState = 'starting';
  let error: string | null = null;
  let startedAt: number | null = null;
  let deployment: Deployment | undefined;
  let timer: NodeJS.Timeout | undefined;
  let underWay = 0;

  function become(next: DeploymentState, reason: string | null): void {
    state = next;
    error = reason;
    if (next === 'running' || next === 'failed') {
      settled.resolve();
    }
    onChange(serving);
  }

  const isStopping = () => state === 'stopping' || state === 'stopped';

  async function launch(): Promise<void> {
    const started = scoring.start(spec);
    deployment = started;
    try {
      await started.ready;
    } catch (failure) {
      await started.exited;
      if (!isStopping()) {
        spec.log(`The deployment has failed: ${(failure as Error).message}`);
        become('failed', (failure as Error).message);
      }
      return;
    }
    if (isStopping()) {
      return;
    }
    startedAt = clock();
    become('running', null);
    const how = await started.exited;
    if (!isStopping()) {
      restart(how);
    }
  }

  function restart(how: string): void {
    const now = clock();
    crashes.push(now);
    const recent = crashes.filter(at => at > now - WINDOW).length;
    const sentence = `The process of the deployment ${how}.`;
    if (recent >= CRASHES) {
      spec.log(`${sentence} It is not started again: that was crash ${recent} within a minute.`);
      become('failed', `${sentence} It crashed ${recent} times within a minute.`);
      return;
    }
    spec.log(`${sentence} It is started again.`);
    become('starting', sentence);
    timer = setTimeout(() => void launch(), DELAYS[recent - 1]);
  }

  const serving: Serving = {
    deploymentId,
    latencies,
    settled: settled.promise,
    get state() {
      return state;
    },
    get error() {
      return error;
    },
    get startedAt() {
      return startedAt;
    },
    enter() {
      if (state !== 'running' || !deployment) {
        return undefined;
      }
      underWay++;
      const leave = () => {
        if (--underWay === 0) {
          drained.splice(0).forEach(resolve => resolve());
        }
      };
      return { socket: deployment.socket, leave };
    },
    async stop() {
      clearTimeout(timer);
      if (state !== 'stopped') {
        become('stopping', null);
      }
      if (underWay > 0) {
        await new Promise<void>(resolve => {
          const patience = setTimeout(resolve, DRAIN);
          drained.push(() => {
            clearTimeout(patience);
            resolve();
          });
        });
      }
      await deployment?.stop();
      settled.resolve();
      become('stopped', null);
    }
  };
  void launch();
  return serving;
}
