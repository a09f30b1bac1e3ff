import type { Queries } from '../database.ts';
import type { SchemaMigration } from '../migrate.ts';

export const experiments: SchemaMigration = {
  async up(queries) {
    await createExperiments(queries);
    await createRuns(queries);
    await createMetrics(queries);
    await createDetails(queries);
  }
};

async function createExperiments({ schema }: Queries): Promise<void> {
  await schema
    .createTable('experiments')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('description', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .addUniqueConstraint('experiments_by_name', ['workspace_id', 'name'])
    .execute();
  await schema
    .createIndex('experiments_by_change')
    .on('experiments')
    .columns(['workspace_id', 'updated_at', 'id'])
    .execute();
}

async function createRuns({ schema }: Queries): Promise<void> {
  await schema
    .createTable('runs')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
    .addColumn('experiment_id', 'text', column => column.notNull().references('experiments.id'))
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('error', 'text')
    .addColumn('parent_id', 'text')
    .addColumn('notebook', 'text')
    .addColumn('environment', 'text', column => column.notNull())
    .addColumn('started_at', 'bigint', column => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .addColumn('heard_at', 'bigint', column => column.notNull())
    .addColumn('last_position', 'bigint', column => column.notNull())
    .execute();
  const indexes = {
    runs_by_start: ['workspace_id', 'started_at', 'id'],
    runs_by_name: ['workspace_id', 'name', 'id'],
    runs_by_status: ['workspace_id', 'status', 'started_at', 'id'],
    runs_of_experiment_by_start: ['experiment_id', 'started_at', 'id'],
    runs_of_experiment_by_status: ['experiment_id', 'status', 'heard_at'],
    runs_by_silence: ['status', 'heard_at']
  };
  for (const [name, columns] of Object.entries(indexes)) {
    await schema.createIndex(name).on('runs').columns(columns).execute();
  }
  await schema
    .createTable('deleted_runs')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('deleted_at', 'bigint', column => column.notNull())
    .execute();
  await schema
    .createTable('run_sources')
    .addColumn('run_id', 'text', column =>
      column.notNull().references('runs.id').onDelete('cascade')
    )
    .addColumn('source', 'text', column => column.notNull())
    .addColumn('acknowledged', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('run_sources_key', ['run_id', 'source'])
    .execute();
}

async function createMetrics({ schema }: Queries): Promise<void> {
  await schema
    .createTable('run_metrics')
    .addColumn('run_id', 'text', column =>
      column.notNull().references('runs.id').onDelete('cascade')
    )
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('workspace_id', 'text', column => column.notNull())
    .addColumn('experiment_id', 'text', column => column.notNull())
    .addColumn('last', 'double precision')
    .addColumn('minimum', 'double precision')
    .addColumn('maximum', 'double precision')
    .addColumn('count', 'bigint', column => column.notNull())
    .addColumn('step', 'bigint', column => column.notNull())
    .addColumn('chunk', 'bigint', column => column.notNull())
    .addColumn('chunk_count', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('run_metrics_key', ['run_id', 'key'])
    .execute();
  for (const scope of ['workspace', 'experiment']) {
    await schema
      .createIndex(`run_metrics_of_${scope}`)
      .on('run_metrics')
      .columns([`${scope}_id`, 'key', 'last', 'run_id'])
      .execute();
  }
  await schema
    .createTable('metric_chunks')
    .addColumn('run_id', 'text', column =>
      column.notNull().references('runs.id').onDelete('cascade')
    )
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('chunk', 'bigint', column => column.notNull())
    .addColumn('last_position', 'bigint', column => column.notNull())
    .addColumn('points', 'bytea', column => column.notNull())
    .addPrimaryKeyConstraint('metric_chunks_key', ['run_id', 'key', 'chunk'])
    .execute();
}

async function createDetails({ schema }: Queries): Promise<void> {
  const ofRun = (table: string) =>
    schema
      .createTable(table)
      .addColumn('run_id', 'text', column =>
        column.notNull().references('runs.id').onDelete('cascade')
      );
  for (const table of ['run_params', 'run_tags']) {
    await ofRun(table)
      .addColumn('key', 'text', column => column.notNull())
      .addColumn('value', 'text', column => column.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, ['run_id', 'key'])
      .execute();
  }
  await ofRun('run_cells')
    .addColumn('position', 'bigint', column => column.notNull())
    .addColumn('cell', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('run_cells_key', ['run_id', 'position'])
    .execute();
  await ofRun('run_links')
    .addColumn('direction', 'text', column => column.notNull())
    .addColumn('uri', 'text', column => column.notNull())
    .addColumn('position', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('run_links_key', ['run_id', 'direction', 'uri'])
    .execute();
  await ofRun('run_artifacts')
    .addColumn('path', 'text', column => column.notNull())
    .addColumn('sha256', 'text', column => column.notNull())
    .addColumn('size', 'bigint', column => column.notNull())
    .addColumn('media_type', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('run_artifacts_key', ['run_id', 'path'])
    .execute();
  await schema
    .createIndex('run_artifacts_by_content')
    .on('run_artifacts')
    .column('sha256')
    .execute();
}
