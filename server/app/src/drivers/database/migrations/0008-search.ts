import { sql } from 'kysely';
import type { DatabaseKind, Queries } from '../database.ts';
import type { SchemaMigration } from '../migrate.ts';

/** Trash, numbers and tags of experiments, and what lists of runs are searched and ordered by. */
export const search: SchemaMigration = {
  async up(queries, kind) {
    await numberExperiments(queries);
    await extendRuns(queries);
    await indexTexts(queries, kind);
    await createKeys(queries);
    await createDatasets(queries);
    await createViews(queries);
  }
};

async function numberExperiments(queries: Queries): Promise<void> {
  const { schema } = queries;
  await schema.alterTable('experiments').addColumn('number', 'integer').execute();
  await schema.alterTable('experiments').addColumn('deleted_at', 'bigint').execute();
  // 0 is kept for the one that MLflow calls Default.
  await sql`update experiments set number = (
    select count(*) from experiments as other
    where other.workspace_id = experiments.workspace_id
      and other.name <> 'Default'
      and (other.created_at, other.id) <= (experiments.created_at, experiments.id)
  ) where name <> 'Default'`.execute(queries);
  await sql`update experiments set number = 0 where name = 'Default'`.execute(queries);
  await schema
    .createIndex('experiments_by_number')
    .unique()
    .on('experiments')
    .columns(['workspace_id', 'number'])
    .execute();
  // The highest number ever given: that of an experiment that is gone does not come back.
  await schema
    .createTable('experiment_counters')
    .addColumn('workspace_id', 'text', column =>
      column.primaryKey().references('workspaces.id').onDelete('cascade')
    )
    .addColumn('last_number', 'integer', column => column.notNull())
    .execute();
  await sql`insert into experiment_counters (workspace_id, last_number)
    select workspace_id, max(number) from experiments group by workspace_id`.execute(queries);
  await schema
    .createTable('experiment_tags')
    .addColumn('experiment_id', 'text', column =>
      column.notNull().references('experiments.id').onDelete('cascade')
    )
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('value', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('experiment_tags_key', ['experiment_id', 'key'])
    .execute();
}

async function extendRuns(queries: Queries): Promise<void> {
  const { schema } = queries;
  const columns = {
    deleted_at: 'bigint',
    user_name: 'text',
    forked_from_run: 'text',
    forked_from_step: 'bigint'
  } as const;
  for (const [name, type] of Object.entries(columns)) {
    await schema.alterTable('runs').addColumn(name, type).execute();
  }
  await schema.alterTable('run_artifacts').addColumn('step', 'bigint').execute();
  await sql`create index runs_in_trash on runs (workspace_id, deleted_at, id)
    where deleted_at is not null`.execute(queries);
  await sql`create index experiments_in_trash on experiments (workspace_id, deleted_at, id)
    where deleted_at is not null`.execute(queries);
  await schema.createIndex('runs_by_parent').on('runs').columns(['parent_id']).execute();
  const orders = { name: ['name'], end: ['ended_at'] };
  for (const [name, more] of Object.entries(orders)) {
    await schema
      .createIndex(`runs_of_experiment_by_${name}`)
      .on('runs')
      .columns(['experiment_id', ...more, 'id'])
      .execute();
  }
}

/** Params and tags get the experiment of their run, so that an index leads from value to run. */
async function indexTexts(queries: Queries, kind: DatabaseKind): Promise<void> {
  const collation = sql.raw(kind === 'postgresql' ? 'collate "C"' : '');
  for (const name of ['run_params', 'run_tags']) {
    const table = sql.table(name);
    await queries.schema.alterTable(name).addColumn('experiment_id', 'text').execute();
    await sql`update ${table} set experiment_id = (
      select experiment_id from runs where runs.id = ${table}.run_id
    )`.execute(queries);
    // Long values do not fit into an index.
    await sql`create index ${sql.table(`${name}_by_value`)} on ${table}
      (experiment_id, key, (substr(value, 1, 250) ${collation}), run_id)`.execute(queries);
  }
}

/** Names of what the runs of an experiment have, with what is known of a metric. */
async function createKeys(queries: Queries): Promise<void> {
  await queries.schema
    .createTable('experiment_keys')
    .addColumn('experiment_id', 'text', column =>
      column.notNull().references('experiments.id').onDelete('cascade')
    )
    .addColumn('kind', 'text', column => column.notNull())
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('unit', 'text')
    .addColumn('goal', 'text')
    .addPrimaryKeyConstraint('experiment_keys_key', ['experiment_id', 'kind', 'key'])
    .execute();
  for (const kind of ['metric', 'param', 'tag']) {
    await sql`insert into experiment_keys (experiment_id, kind, key)
      select distinct experiment_id, ${sql.lit(kind)}, key
      from ${sql.table(`run_${kind}s`)}`.execute(queries);
  }
}

async function createDatasets({ schema }: Queries): Promise<void> {
  await schema
    .createTable('run_datasets')
    .addColumn('run_id', 'text', column =>
      column.notNull().references('runs.id').onDelete('cascade')
    )
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('digest', 'text', column => column.notNull())
    // Empty where none was said: a key holds no null.
    .addColumn('context', 'text', column => column.notNull())
    .addColumn('source_type', 'text', column => column.notNull())
    .addColumn('source', 'text', column => column.notNull())
    .addColumn('schema', 'text')
    .addColumn('profile', 'text')
    .addColumn('position', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('run_datasets_key', ['run_id', 'name', 'digest', 'context'])
    .execute();
  await schema
    .createIndex('run_datasets_by_name')
    .on('run_datasets')
    .columns(['name', 'digest', 'run_id'])
    .execute();
}

async function createViews({ schema }: Queries): Promise<void> {
  await schema
    .createTable('views')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('page', 'text', column => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .execute();
  await schema
    .createIndex('views_by_name')
    .on('views')
    .columns(['workspace_id', 'page', 'subject', 'name', 'id'])
    .execute();
}
