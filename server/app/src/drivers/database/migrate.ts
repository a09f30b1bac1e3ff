import { Migrator } from 'kysely/migration';
import type { Kysely } from 'kysely';
import type { DatabaseKind, Queries } from './database.ts';
import { DatabaseProblem } from './problems.ts';
import { migrations } from './migrations/index.ts';

/** One step forward of the schema; there is no way back. */
export interface SchemaMigration {
  up(queries: Queries, kind: DatabaseKind): Promise<void>;
}

/** Runs what is missing, in order, under the lock of the migrator. */
export async function migrateToLatest(
  queries: Queries,
  kind: DatabaseKind,
  steps: Record<string, SchemaMigration> = migrations
): Promise<void> {
  const migrator = new Migrator({
    db: queries,
    // Steps that were written side by side: an earlier one may come to a database after a later one.
    allowUnorderedMigrations: true,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(steps).map(([name, step]) => [
            name,
            { up: (db: Kysely<unknown>) => step.up(db, kind) }
          ])
        )
    }
  });
  await refuseNewer(queries, steps);
  const { error } = await migrator.migrateToLatest();
  if (error) {
    throw error;
  }
}

/** A database that a newer program has changed must not be touched by an older one. */
async function refuseNewer(
  queries: Queries,
  steps: Record<string, SchemaMigration>
): Promise<void> {
  const tables = await queries.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(table => table.name === 'kysely_migration')) {
    return;
  }
  const applied = await queries
    .$extendTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  const unknown = applied.filter(({ name }) => !(name in steps));
  if (unknown.length) {
    throw new DatabaseProblem(
      'newer',
      `The database was written by a newer Atelier (it has the unknown step ${unknown[0]!.name}).`
    );
  }
}
