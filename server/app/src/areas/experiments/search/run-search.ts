import type { Filter, OrderKey, View } from '@atelier-ml/api';

/** Which runs a search is about and how they are ordered, with all names resolved. */
export interface RunSearch {
  workspaceId: string;
  /** All of the workspace if left out. */
  experimentIds?: readonly string[];
  filter: Filter;
  order: readonly OrderKey[];
  view: View;
  /** Text in the name of run, notebook or experiment. */
  search?: string;
  /** Statuses and ids as MLflow has them: `RUNNING` for whatever has not ended. */
  mlflow?: boolean;
}
