import { sql } from 'kysely';
import { createReferences } from '../../drivers/database/index.ts';
import type { References, TrashScope } from '../../trash.ts';
import { isRunMeant } from './trash-scope.store.ts';

/** The content of the artifacts of runs. */
export const artifactReferences: References = createReferences<'run', TrashScope>({
  kind: 'run',
  from: sql`run_artifacts join runs on runs.id = run_artifacts.run_id
    join experiments on experiments.id = runs.experiment_id`,
  sha256: sql`run_artifacts.sha256`,
  id: sql`runs.id`,
  name: sql`runs.name`,
  isIn: isRunMeant
});
