import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { JournalEntryInput } from '@atelier-ml/api';
import type { Connection } from '@atelier-ml/sdk';
import { createMlflowApi, isMissing } from './mlflow-api.ts';
import type { MlflowApi } from './mlflow-api.ts';

type Unnumbered = JournalEntryInput extends infer E
  ? E extends unknown
    ? Omit<E, 'seq'>
    : never
  : never;

const AT_ONCE = 1_000;

/** The workspace that is imported into: MLflow's door to it, and what only our own has. */
export interface Target extends MlflowApi {
  /** Whether a run of this id lies anywhere, also in another workspace. */
  hasRun(id: string): Promise<boolean>;
  /** Stores content, so that a run can refer to it. */
  store(content: Response): Promise<{ sha256: string; size: number }>;
  journal(runId: string, entries: Unnumbered[]): Promise<void>;
}

export async function openTarget(connection: Connection, asked: string): Promise<Target> {
  const { client, send } = connection;
  // By its id: the door to the active workspace leads to runs of the others too.
  const { id: workspace } = await client.workspaces.get({ params: { workspace: asked } });
  const within = `/workspaces/${workspace}/mlflow`;
  const api = createMlflowApi('Atelier', (path, init) => send(`${within}${path}`, init));
  const anywhere = createMlflowApi('Atelier', (path, init) => send(`/mlflow${path}`, init));
  return {
    ...api,
    async hasRun(id) {
      return anywhere.ask('GET', 'mlflow/runs/get', { query: { run_id: id } }).then(
        () => true,
        (error: unknown) => {
          if (isMissing(error)) {
            return false;
          }
          throw error;
        }
      );
    },
    store: ({ body }) =>
      client.blobs.upload({
        query: {},
        body: body ?? (Readable.toWeb(Readable.from([])) as ReadableStream)
      }),
    async journal(runId, entries) {
      const source = randomBytes(16).toString('hex');
      for (let start = 0; start < entries.length; start += AT_ONCE) {
        await client.runs.journal({
          params: { workspace, run: runId },
          body: {
            source,
            entries: entries
              .slice(start, start + AT_ONCE)
              .map((entry, index) => ({ ...entry, seq: start + index + 1 })) as JournalEntryInput[]
          }
        });
      }
    }
  };
}
