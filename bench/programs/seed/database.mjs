import { DatabaseSync } from 'node:sqlite';
import { chunkRowsOf } from '../../../server/app/src/areas/experiments/chunk-rows.ts';
import { CHUNK_POINTS } from '../../../server/app/src/areas/experiments/metric-chunk.ts';
import { summarize } from '../../../server/app/src/areas/experiments/metric-summary.ts';
import { createEvents } from '../../../server/app/src/areas/system/index.ts';
import { createWorkspaces } from '../../../server/app/src/areas/workspaces/index.ts';
import { openSqlite } from '../../../server/app/src/drivers/database/index.ts';

const EXPERIMENTS = [
  ...['customer-churn', 'fraud-detection', 'image-quality', 'search-ranking', 'demand-forecast'],
  ...['ad-click-rate', 'document-topics', 'speech-commands', 'price-model', 'ablation', 'sandbox']
];
const DAY = 86_400_000;
const RUNS_A_COMMIT = 2_000;

/** Tables as the server makes them, with the default workspace. */
async function prepare(file) {
  const database = openSqlite({ file });
  await database.migrate();
  const changes = await createEvents({ database, clock: Date.now });
  const workspaces = await createWorkspaces({ database, changes, clock: Date.now });
  const { id } = await workspaces.resolve('default', { username: 'local', name: '' });
  await database.close();
  return id;
}

/** Opens a new database for many rows at once; indexes are made anew at the end. */
export async function openSeedDatabase(file) {
  const workspaceId = await prepare(file);
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144');
  const tables = ['runs', 'run_metrics', 'run_params', 'run_tags', 'metric_chunks'];
  const indexes = db
    .prepare(
      `select name, sql from sqlite_master
       where type = 'index' and sql is not null and tbl_name in (${tables.map(t => `'${t}'`)})`
    )
    .all();
  indexes.forEach(({ name }) => db.exec(`drop index "${name}"`));
  const inserts = new Map();
  const insert = (table, row) => {
    const columns = Object.keys(row);
    let statement = inserts.get(table);
    if (!statement) {
      statement = db.prepare(
        `insert into ${table} (${columns}) values (${columns.map(() => '?')})`
      );
      inserts.set(table, statement);
    }
    statement.run(...Object.values(row));
  };
  const named = new Set();
  const addKey = (experimentId, kind, key) => {
    const name = `${experimentId} ${kind} ${key}`;
    if (!named.has(name)) {
      named.add(name);
      insert('experiment_keys', { experiment_id: experimentId, kind, key });
    }
  };
  let pending = 0;
  db.exec('begin');

  function addTexts(run, kind, texts) {
    for (const [key, value] of Object.entries(texts)) {
      const experiment_id = run.experiment.id;
      insert(`run_${kind}s`, { run_id: run.id, experiment_id, key, value });
      addKey(experiment_id, kind, key);
    }
  }

  function addMetric(run, key, points) {
    const chunks = chunkRowsOf(run.id, key, points);
    const summary = summarize(undefined, points);
    insert('run_metrics', {
      run_id: run.id,
      key,
      workspace_id: workspaceId,
      experiment_id: run.experiment.id,
      ...summary,
      chunk: chunks.length - 1,
      chunk_count: points.values.length - chunks.slice(0, -1).length * CHUNK_POINTS
    });
    chunks.forEach(chunk => insert('metric_chunks', chunk));
    addKey(run.experiment.id, 'metric', key);
  }

  return {
    addExperiments(random, now) {
      const experiments = EXPERIMENTS.map((name, index) => ({
        id: random.id(),
        workspace_id: workspaceId,
        name,
        description: '',
        number: index + 1,
        created_at: now - 61 * DAY,
        updated_at: now - index * 60_000
      }));
      experiments.forEach(row => insert('experiments', row));
      insert('experiment_counters', { workspace_id: workspaceId, last_number: EXPERIMENTS.length });
      return experiments;
    },
    addRun(run) {
      insert('runs', {
        id: run.id,
        workspace_id: workspaceId,
        experiment_id: run.experiment.id,
        name: run.name,
        status: run.status,
        error: run.error,
        user_name: run.user,
        notebook: run.notebook,
        environment: '{"python":"3.12.4","platform":"Linux"}',
        started_at: run.startedAt,
        ended_at: run.endedAt,
        updated_at: run.endedAt,
        heard_at: run.endedAt,
        last_position: run.lastPosition
      });
      addTexts(run, 'param', run.params);
      addTexts(run, 'tag', run.tags);
      run.metrics.forEach((points, key) => addMetric(run, key, points));
      if (++pending === RUNS_A_COMMIT) {
        pending = 0;
        db.exec('commit; begin');
      }
    },
    finish() {
      db.exec('commit');
      indexes.forEach(({ sql }) => db.exec(sql));
      db.close();
    }
  };
}
