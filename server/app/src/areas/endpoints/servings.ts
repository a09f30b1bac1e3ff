import { join } from 'node:path';
import type { Scoring } from '../../drivers/scoring/scoring.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Clock } from '../../identity.ts';
import type { EndpointView } from './endpoints.store.ts';
import { createRotatingLog } from './rotating-log.ts';
import type { RotatingLog } from './rotating-log.ts';
import { startServing } from './serving.ts';
import type { Serving } from './serving.ts';

/** What an endpoint is about to serve. */
export type Target = Pick<
  EndpointView,
  'id' | 'deployment_id' | 'model_name' | 'model_version' | 'sha256'
>;

export interface ServingsOptions {
  /** Folder of the logs: `<folder>/<endpoint>/log`. */
  folder: string;
  scoring: Scoring;
  storage: Storage;
  clock: Clock;
  onChange(endpointId: string, serving: Serving): void;
}

/** The deployments of this server, by endpoint. */
export function createServings(options: ServingsOptions) {
  const { clock, folder, onChange, scoring, storage } = options;
  const servings = new Map<string, Serving>();
  const logs = new Map<string, RotatingLog>();
  const turns = new Map<string, Promise<unknown>>();

  function logOf(endpointId: string): RotatingLog {
    const known = logs.get(endpointId);
    if (known) {
      return known;
    }
    const log = createRotatingLog(join(folder, endpointId, 'log'));
    logs.set(endpointId, log);
    return log;
  }

  return {
    get: (endpointId: string): Serving | undefined => servings.get(endpointId),
    logOf,
    /** Starts a deployment; it takes no traffic before it is put in place. */
    async start(target: Target): Promise<Serving> {
      const log = logOf(target.id);
      const modelFile = await storage.localFile(target.sha256);
      return startServing({
        deploymentId: target.deployment_id,
        scoring,
        clock,
        spec: {
          modelFile,
          name: target.model_name,
          version: target.model_version,
          log: log.write
        },
        onChange: serving => onChange(target.id, serving)
      });
    },
    /** Moves the traffic; answers what took it before. */
    place(endpointId: string, serving: Serving | undefined): Serving | undefined {
      const before = servings.get(endpointId);
      if (serving) {
        servings.set(endpointId, serving);
      } else {
        servings.delete(endpointId);
      }
      return before;
    },
    /** Work on one endpoint, one after another. */
    async inTurn<T>(endpointId: string, work: () => Promise<T>): Promise<T> {
      const before = turns.get(endpointId) ?? Promise.resolve();
      const turn = before.then(work, work);
      const settled = turn.then(
        () => undefined,
        () => undefined
      );
      turns.set(endpointId, settled);
      try {
        return await turn;
      } finally {
        if (turns.get(endpointId) === settled) {
          turns.delete(endpointId);
        }
      }
    },
    async forget(endpointId: string): Promise<void> {
      await logOf(endpointId).remove();
      logs.delete(endpointId);
    },
    async stop(): Promise<void> {
      await Promise.all([...servings.values()].map(serving => serving.stop()));
      await Promise.all([...logs.values()].map(log => log.flush()));
    }
  };
}
