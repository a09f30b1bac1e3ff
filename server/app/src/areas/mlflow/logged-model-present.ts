import type { LoggedModel } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import { createLoggedModelStore } from './logged-models.store.ts';
import type { LoggedModelMetricRow, LoggedModelRow } from './logged-models.store.ts';
import { experimentUri, modelUri } from './places.ts';
import { createRegistryStore } from './registry.store.ts';
import { listed, numberOut } from './run-present.ts';
import { createTrackingStore } from './tracking.store.ts';

export async function presentLoggedModels(
  queries: Queries,
  rows: LoggedModelRow[]
): Promise<LoggedModel[]> {
  const ids = rows.map(row => row.id);
  const experimentIds = [...new Set(rows.map(row => row.experiment_id))];
  const experiments = new Map(
    (await createTrackingStore(queries).experimentsOf(experimentIds)).map(row => [row.id, row])
  );
  const metrics = Map.groupBy(
    await createLoggedModelStore(queries).metricsOf(ids),
    metric => metric.model_id
  );
  const registrations = Map.groupBy(
    await createRegistryStore(queries).registrationsOf(ids),
    version => version.logged_model_id!
  );
  return rows.map(row => {
    const experiment = experiments.get(row.experiment_id)!;
    return {
      info: {
        model_id: row.id,
        experiment_id: String(experiment.number),
        name: row.name,
        creation_timestamp_ms: row.created_at,
        last_updated_timestamp_ms: row.updated_at,
        artifact_uri: modelUri(experimentUri(experiment), row.id),
        status: row.status,
        ...(row.model_type && { model_type: row.model_type }),
        ...(row.source_run_id && { source_run_id: row.source_run_id }),
        ...listed('tags', pairsIn(row.tags)),
        ...listed(
          'registrations',
          (registrations.get(row.id) ?? []).map(({ name, version }) => ({
            name,
            version: String(version)
          }))
        )
      },
      data: {
        ...listed('params', pairsIn(row.params)),
        ...listed('metrics', (metrics.get(row.id) ?? []).map(presentMetric))
      }
    };
  });
}

function presentMetric(row: LoggedModelMetricRow) {
  return {
    key: row.key,
    value: numberOut(row.value),
    timestamp: row.time,
    step: row.step,
    model_id: row.model_id,
    run_id: row.run_id,
    ...(row.dataset_name && { dataset_name: row.dataset_name }),
    ...(row.dataset_digest && { dataset_digest: row.dataset_digest })
  };
}

function pairsIn(text: string): { key: string; value: string }[] {
  return Object.entries(JSON.parse(text) as Record<string, string>).map(([key, value]) => ({
    key,
    value
  }));
}
