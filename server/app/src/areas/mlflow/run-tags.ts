import type { RunRow } from '../experiments/index.ts';
import { createRunDetailsStore } from '../experiments/index.ts';
import { TAG } from './run-present.ts';
import type { RunWrite } from './run-writer.ts';
import { createTrackingStore } from './tracking.store.ts';

type Pair = { key: string; value: string };

const TABLE = 'application/vnd.atelier.table+json';
const RUN_ID = /^[0-9a-f]{32}$/;

/** What some of MLflow's tags say of the run itself. */
export function courseOf(tags: readonly Pair[]): Partial<RunRow> {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  const [name, user, parent] = [values.get(TAG.name), values.get(TAG.user), values.get(TAG.parent)];
  const source = values.get(TAG.source);
  return {
    ...(name && { name }),
    ...(user && { user_name: user.slice(0, 250) }),
    ...(parent !== undefined && { parent_id: RUN_ID.test(parent) ? parent : null }),
    ...(source?.endsWith('.ipynb') && { notebook: source.slice(0, 4096) })
  };
}

/** Sets tags, the last value of each key; those that speak of the run change it too. */
export async function setTags(write: RunWrite, tags: readonly Pair[]): Promise<void> {
  if (!tags.length) {
    return;
  }
  const { queries, run } = write;
  // An empty name is none: it changes neither the run nor its tag.
  const kept = tags.filter(({ key, value }) => key !== TAG.name || value);
  const values = new Map(kept.map(({ key, value }): [string, string] => [key, value]));
  await createRunDetailsStore(queries).setTags(run, values);
  Object.assign(write.changes, courseOf(kept));
  const logged = values.get(TAG.loggedArtifacts);
  if (logged) {
    await createTrackingStore(queries).setMediaType(run.id, tablesIn(logged), TABLE);
  }
  write.news = true;
}

/** Paths of the tables among what `mlflow.log_table` notes of its artifacts. */
export function tablesIn(text: string): string[] {
  try {
    const all = JSON.parse(text) as { path?: unknown; type?: unknown }[];
    return all
      .filter(item => item.type === 'table' && String(item.path).endsWith('.json'))
      .map(item => String(item.path));
  } catch {
    return [];
  }
}
