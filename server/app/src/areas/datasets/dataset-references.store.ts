import { sql } from 'kysely';
import { createReferences } from '../../drivers/database/index.ts';
import type { References } from '../../trash.ts';

/** The content of the versions of datasets. */
export const datasetReferences: References = createReferences({
  kind: 'dataset-version',
  from: sql`dataset_versions join datasets on datasets.id = dataset_versions.dataset_id`,
  sha256: sql`dataset_versions.sha256`,
  id: sql`datasets.id`,
  name: sql`datasets.name || ':' || dataset_versions.version`
});
