import { sql } from 'kysely';
import { createReferences } from '../../drivers/database/index.ts';
import type { References } from '../../trash.ts';

/** The content of the versions of registered models: of their file, and of the files of a folder. */
export const modelReferences: References[] = ['model_versions', 'model_version_files'].map(table =>
  createReferences({
    kind: 'model-version',
    from: sql`${sql.table(table)} join models on models.id = ${sql.ref(`${table}.model_id`)}`,
    sha256: sql`${sql.ref(`${table}.sha256`)}`,
    id: sql`models.id`,
    name: sql`models.name || ':' || ${sql.ref(`${table}.version`)}`
  })
);
