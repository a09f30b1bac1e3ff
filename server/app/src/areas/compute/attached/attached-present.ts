import type { AttachedCompute, SparkSettings } from '@atelier-ml/api';
import type { z } from 'zod';
import type { AttachedLogin } from './attached-engines.ts';
import type { Found } from './attached-probe.ts';
import type { AttachedRow } from './attached.store.ts';
import { kernelspecOf } from './spark-kernels.ts';

/** What is kept of Spark alone. */
export type StoredSpark = z.output<typeof SparkSettings> & NonNullable<Found['spark']>;

export const storedSparkOf = ({ settings }: AttachedRow): StoredSpark | undefined =>
  settings === null ? undefined : (JSON.parse(settings) as StoredSpark);

/** Columns of what was found. */
export const kept = (login: AttachedLogin, { machines, spark, version }: Found) => ({
  ...{ version, problem: null },
  machines: JSON.stringify(machines),
  settings: spark ? JSON.stringify({ ...login.spark, ...spark }) : null
});

export const presentOne = (
  row: AttachedRow,
  on: Pick<AttachedCompute, 'clusters' | 'instances'>
): AttachedCompute => ({
  id: row.id,
  workspaceId: row.workspace_id,
  name: row.name,
  description: row.description,
  kind: row.kind as AttachedCompute['kind'],
  address: row.address,
  credentials: row.credential_kind as AttachedCompute['credentials'],
  hostKeys: JSON.parse(row.host_keys) as string[],
  spark: presentSpark(row),
  state: row.problem === null ? 'reachable' : 'unreachable',
  problem: row.problem,
  version: row.version,
  machines: JSON.parse(row.machines) as AttachedCompute['machines'],
  ...on,
  checkedAt: Number(row.checked_at),
  createdAt: Number(row.created_at),
  updatedAt: Number(row.updated_at)
});

function presentSpark(row: AttachedRow): AttachedCompute['spark'] {
  const stored = storedSparkOf(row);
  if (!stored) {
    return null;
  }
  const { driverHost: _, hasKernel, ...settings } = stored;
  return { ...settings, kernelspec: hasKernel ? kernelspecOf(row.id) : null };
}
