import { sql } from 'kysely';
import { createReferences } from '../../drivers/database/index.ts';
import { isMeant } from '../experiments/index.ts';
import type { References, TrashScope } from '../../trash.ts';

/** The content of the files of logged models. */
export const loggedModelReferences: References = createReferences<'logged-model', TrashScope>({
  kind: 'logged-model',
  from: sql`logged_model_artifacts
    join logged_models on logged_models.id = logged_model_artifacts.model_id
    join experiments on experiments.id = logged_models.experiment_id`,
  sha256: sql`logged_model_artifacts.sha256`,
  id: sql`logged_models.id`,
  name: sql`logged_models.name`,
  isIn: scope => sql<boolean>`(${isMeant(scope, 'logged-model', 'logged_models')}
    or ${isMeant(scope, 'experiment', 'experiments')})`
});
