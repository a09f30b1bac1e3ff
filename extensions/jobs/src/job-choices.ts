import type { Cluster } from '@atelier-ml/api';
import { environmentChoices } from './cluster-environment.ts';
import type { JobServices } from './services.ts';

const MOST_DATASETS = 200;

export interface Choice {
  value: string;
  label: string;
}

/** What a job may name. */
export interface JobChoices {
  clusters: readonly Cluster[];
  datasets: readonly Choice[];
  environments: readonly Choice[];
}

/** What a job may name in a workspace; undefined if the clusters cannot be had, which is shown. */
export async function jobChoices(
  services: JobServices,
  workspace: string
): Promise<JobChoices | undefined> {
  const { client, notifier, trans } = services;
  const params = { workspace };
  const clusters = await notifier.attempt(() => client.api.clusters.list({ params, query: {} }));
  if (!clusters) {
    return undefined;
  }
  const [datasets, environments] = await Promise.all([
    notifier.attempt(() => client.api.datasets.list({ params, query: { limit: MOST_DATASETS } })),
    environmentChoices(services, workspace)
  ]);
  return {
    clusters: clusters.items,
    datasets: (datasets?.items ?? []).map(({ latest, name }) => ({
      value: `${name}:${latest.version}`,
      label: trans.__('%1, version %2', name, latest.version)
    })),
    // What is not built yet has no version that a job could name.
    environments: environments.filter(({ value }) => !value.startsWith('curated:'))
  };
}
