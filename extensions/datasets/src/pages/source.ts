import type { Dataset } from '@atelier-ml/api';
import type { DatasetServices } from '../commands.ts';

/** What every tab of the page is about: one version of one dataset. */
export interface VersionSource {
  dataset: Dataset;
  version: number;
  workspace: string;
  services: DatasetServices;
}

/** The `params` of a route below the version. */
export const versionParams = ({ dataset, version, workspace }: VersionSource) => ({
  workspace,
  dataset: dataset.id,
  version
});
