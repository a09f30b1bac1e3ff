import type { MetricIn } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import { numberOut } from './run-present.ts';
import { withOne } from './tracking.store.ts';

export interface LoggedModelRow {
  id: string;
  workspace_id: string;
  experiment_id: string;
  name: string;
  model_type: string | null;
  source_run_id: string | null;
  status: string;
  /** JSON: values by key. */
  params: string;
  tags: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  deleted_by?: string | null;
}

export interface LoggedModelMetricRow {
  model_id: string;
  run_id: string;
  key: string;
  step: number;
  time: number;
  value: number | null;
  dataset_name: string | null;
  dataset_digest: string | null;
}

export interface LoggedModelFileRow {
  model_id: string;
  path: string;
  sha256: string;
  size: number;
  media_type: string;
  created_at: number;
}

type LoggedModelTables = {
  logged_models: LoggedModelRow;
  logged_model_metrics: LoggedModelMetricRow;
  logged_model_artifacts: LoggedModelFileRow;
};

/** Models that runs have logged, with their metrics and files. */
export function createLoggedModelStore(queries: Queries) {
  const db = queries.$extendTables<LoggedModelTables>();
  return {
    insert: (row: LoggedModelRow) => db.insertInto('logged_models').values(row).execute(),
    find: (id: string) =>
      db.selectFrom('logged_models').selectAll().where('id', '=', id).executeTakeFirst(),
    findAll: (ids: string[]) =>
      db.selectFrom('logged_models').selectAll().where('id', 'in', withOne(ids)).execute(),
    ofExperiments: (experimentIds: string[]) =>
      db
        .selectFrom('logged_models')
        .selectAll()
        .where('experiment_id', 'in', withOne(experimentIds))
        .where('deleted_at', 'is', null)
        .execute(),
    /** Keeps other writers out until the transaction ends; answers the present row. */
    lock: (id: string) =>
      db
        .updateTable('logged_models')
        .set(expression => ({ updated_at: expression.ref('updated_at') }))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    update: (id: string, changes: Partial<LoggedModelRow>) =>
      db.updateTable('logged_models').set(changes).where('id', '=', id).execute(),

    /** Points of models that this server knows; the same one again is kept once. */
    async addMetrics(runId: string, metrics: MetricIn[]): Promise<void> {
      const ids = [...new Set(metrics.map(metric => metric.model_id!))];
      const known = new Set((await this.findAll(ids)).map(row => row.id));
      const rows = metrics
        .filter(metric => known.has(metric.model_id!))
        .map(metric => ({
          model_id: metric.model_id!,
          run_id: runId,
          key: metric.key,
          step: metric.step,
          time: metric.timestamp,
          value: storedNumber(metric.value),
          dataset_name: metric.dataset_name || null,
          dataset_digest: metric.dataset_digest || null
        }));
      if (rows.length) {
        await db
          .insertInto('logged_model_metrics')
          .values(rows)
          .onConflict(conflict => conflict.doNothing())
          .execute();
      }
    },
    metricsOf: (modelIds: string[]) =>
      db
        .selectFrom('logged_model_metrics')
        .selectAll()
        .where('model_id', 'in', withOne(modelIds))
        .orderBy('model_id')
        .orderBy('key')
        .orderBy('time')
        .orderBy('step')
        .execute(),
    metricsOfExperiments: (experimentIds: string[]) =>
      db
        .selectFrom('logged_model_metrics')
        .innerJoin('logged_models', 'logged_models.id', 'logged_model_metrics.model_id')
        .selectAll('logged_model_metrics')
        .where('logged_models.experiment_id', 'in', withOne(experimentIds))
        .where('logged_models.deleted_at', 'is', null)
        .execute(),

    /** A file that is stored again under its path replaces the one before. */
    putFile: (row: LoggedModelFileRow) =>
      db
        .insertInto('logged_model_artifacts')
        .values(row)
        .onConflict(conflict =>
          conflict.columns(['model_id', 'path']).doUpdateSet(set => ({
            sha256: set.ref('excluded.sha256'),
            size: set.ref('excluded.size'),
            media_type: set.ref('excluded.media_type'),
            created_at: set.ref('excluded.created_at')
          }))
        )
        .execute(),
    /** Those that name the run as their source, and others by their ids; the first made first. */
    ofRun: (runId: string, ids: string[]) =>
      db
        .selectFrom('logged_models')
        .selectAll()
        .where(where =>
          where.or([where('id', 'in', withOne(ids)), where('source_run_id', '=', runId)])
        )
        .where('deleted_at', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
    filesOf: (modelIds: string[]) =>
      db
        .selectFrom('logged_model_artifacts')
        .selectAll()
        .where('model_id', 'in', withOne(modelIds))
        .orderBy('path')
        .execute(),
    deleteFiles: (modelId: string, paths: string[]) =>
      db
        .deleteFrom('logged_model_artifacts')
        .where('model_id', '=', modelId)
        .where('path', 'in', withOne(paths))
        .execute()
  };
}

function storedNumber(value: number): number | null {
  const number = numberOut(value);
  return number === 'NaN' ? null : number;
}
