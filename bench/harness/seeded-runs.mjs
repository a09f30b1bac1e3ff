import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startAtelier } from './atelier.mjs';
import { run } from './children.mjs';
import { mlflowAddress } from './mlflow.mjs';
import { inRepository } from './places.mjs';
import { rivalProgram } from './rivals.mjs';
import { onPostgresql } from './store.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const ROWS_A_STATEMENT = 5_000;
/** The name of the run with the long series. */
export const LONG_RUN = 'a-million-points';

/** Files of SQLite with the same runs, as each server stores them. */
export async function seedRuns({ runs, metrics, points, rivals }) {
  const folder = temporaryFolder('seed');
  const sizes = { runs, metrics, points };
  await run(process.execPath, [
    inRepository('bench/programs/seed-runs.mjs'),
    folder.path,
    ...Object.entries(sizes).flatMap(([name, value]) => [`--${name}`, String(value)])
  ]);
  const atelier = path.join(folder.path, 'atelier.db');
  const mlflow = path.join(folder.path, 'mlflow.db');
  if (rivals) {
    await makeMlflowTables({ file: mlflow });
    writeMlflowRows(mlflow, atelier);
  }
  return { atelier, mlflow, remove: () => folder.remove() };
}

const makeMlflowTables = store =>
  run(rivalProgram('mlflow'), ['db', 'upgrade', mlflowAddress(store)], {
    env: { MLFLOW_DISABLE_TELEMETRY: 'true' }
  });

/** Searches read the latest values alone, so the points behind them are left out but of one run. */
function writeMlflowRows(file, seed) {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -262144');
  database.prepare('attach ? as seed').run(seed);
  database.exec(`
    begin;
    insert into experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time,
        last_update_time)
      select 0, 'Default', 'mlflow-artifacts:/0', 'active', 0, 0 union all
      select number, name, 'mlflow-artifacts:/' || number, 'active', created_at, updated_at
      from seed.experiments;
    insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status,
        start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)
      select runs.id, runs.name, 'UNKNOWN', '', '', user_name, upper(status), started_at, ended_at,
        '', 'active', 'mlflow-artifacts:/' || number || '/' || runs.id || '/artifacts', number
      from seed.runs join seed.experiments on experiments.id = runs.experiment_id;
    insert into params (key, value, run_uuid)
      select key, value, run_id from seed.run_params order by key, run_id;
    insert into tags (key, value, run_uuid)
      select key, value, run_id from seed.run_tags union all
      select 'mlflow.runName', name, id from seed.runs union all
      select 'mlflow.user', user_name, id from seed.runs;
    insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
      select key, last, coalesce(time, 0), step, 0, run_id from seed.run_metrics
      order by key, run_id;
    with recursive series(key, run_id, count, step) as (
      select key, run_id, count, 0 from seed.run_metrics
        join seed.runs on runs.id = run_id where runs.name = '${LONG_RUN}'
      union all select key, run_id, count, step + 1 from series where step + 1 < count
    )
    insert into metrics (key, value, timestamp, run_uuid, step, is_nan)
      select key, sin(step), 1700000000000 + step * 50, run_id, step, 0 from series;
    commit;
  `);
  database.close();
}

/** All rows of a file of SQLite into the tables of the same names, which are emptied before. */
async function copyToPostgresql(file, address, without) {
  const source = new DatabaseSync(file, { readOnly: true });
  try {
    await onPostgresql(address, async client => {
      await client.query('set session_replication_role = replica; set synchronous_commit = off');
      const { rows } = await client.query(
        `select table_name as name, array_agg(column_name::text) as columns,
           array_agg(udt_name::text) as types
         from information_schema.columns where table_schema = 'public' group by 1`
      );
      for (const table of rows.filter(each => !/migration|alembic/.test(each.name))) {
        await client.query(`truncate "${table.name}" cascade`);
      }
      for (const table of rows.filter(each => !/migration|alembic/.test(each.name))) {
        if (!without.includes(table.name)) {
          await copyTable(source, client, table);
        }
      }
      await client.query('vacuum analyze');
    });
  } finally {
    source.close();
  }
}

async function copyTable(source, client, { name, columns, types }) {
  const isThere = source
    .prepare("select 1 from sqlite_master where type = 'table' and name = ?")
    .get(name);
  if (!isThere) {
    return;
  }
  const list = columns.map(each => `"${each}"`).join(', ');
  const arrays = types.map((type, at) => `$${at + 1}::${type}[]`).join(', ');
  const insert = `insert into "${name}" (${list}) select * from unnest(${arrays})`;
  let rows = [];
  const flush = () =>
    client.query(
      insert,
      columns.map(column => rows.map(row => row[column]))
    );
  for (const row of source.prepare(`select ${list} from "${name}"`).iterate()) {
    rows.push(row);
    if (rows.length === ROWS_A_STATEMENT) {
      await flush();
      rows = [];
    }
  }
  if (rows.length) {
    await flush();
  }
}

/** Puts the seeded runs into an empty store of Atelier. `points`: with the series, not only searched. */
export async function fillAtelier(store, seed, { points }) {
  if (store.kind === 'sqlite') {
    copyFileSync(seed.atelier, store.file);
    return;
  }
  const maker = await startAtelier({ store });
  await maker.stop();
  await copyToPostgresql(seed.atelier, store.url, points ? [] : ['metric_chunks']);
}

/** Puts the seeded runs into an empty store of MLflow. */
export async function fillMlflow(store, seed) {
  if (store.kind === 'sqlite') {
    copyFileSync(seed.mlflow, store.file);
    return;
  }
  await makeMlflowTables(store);
  await copyToPostgresql(seed.mlflow, store.url, []);
}
