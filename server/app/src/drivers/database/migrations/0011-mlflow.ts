import type { Queries } from '../database.ts';
import type { SchemaMigration } from '../migrate.ts';

/** What MLflow's clients keep here beside what Atelier's own do. */
export const mlflow: SchemaMigration = {
  async up(queries) {
    await extendTracking(queries);
    await extendModels(queries);
    await createLoggedModels(queries);
    await createLoggedModelDetails(queries);
  }
};

async function extendTracking({ schema }: Queries): Promise<void> {
  // Of the last point; null where a summary is older than this column.
  await schema.alterTable('run_metrics').addColumn('time', 'bigint').execute();
  await schema.alterTable('experiments').addColumn('artifact_location', 'text').execute();
  await schema.alterTable('run_datasets').addColumn('tags', 'text').execute();
}

async function extendModels({ schema }: Queries): Promise<void> {
  const texts = ['source', 'run_link', 'stage', 'tags', 'logged_model_id'];
  for (const column of texts) {
    await schema.alterTable('model_versions').addColumn(column, 'text').execute();
  }
  await schema.alterTable('model_versions').addColumn('updated_at', 'bigint').execute();
  // What a version is made of, where that is more than one file.
  await schema
    .createTable('model_version_files')
    .addColumn('model_id', 'text', column => column.notNull())
    .addColumn('version', 'integer', column => column.notNull())
    .addColumn('path', 'text', column => column.notNull())
    .addColumn('sha256', 'text', column => column.notNull())
    .addColumn('size', 'bigint', column => column.notNull())
    .addColumn('media_type', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('model_version_files_key', ['model_id', 'version', 'path'])
    .addForeignKeyConstraint(
      'model_version_files_version',
      ['model_id', 'version'],
      'model_versions',
      ['model_id', 'version'],
      constraint => constraint.onDelete('cascade')
    )
    .execute();
  await schema
    .createIndex('model_version_files_by_content')
    .on('model_version_files')
    .column('sha256')
    .execute();
  await schema
    .createIndex('model_versions_by_logged_model')
    .on('model_versions')
    .column('logged_model_id')
    .execute();
}

async function createLoggedModels({ schema }: Queries): Promise<void> {
  await schema
    .createTable('logged_models')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
    .addColumn('experiment_id', 'text', column =>
      column.notNull().references('experiments.id').onDelete('cascade')
    )
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('model_type', 'text')
    .addColumn('source_run_id', 'text')
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('params', 'text', column => column.notNull())
    .addColumn('tags', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addColumn('updated_at', 'bigint', column => column.notNull())
    .addColumn('deleted_at', 'bigint')
    .execute();
  await schema
    .createIndex('logged_models_of_experiment')
    .on('logged_models')
    .columns(['experiment_id', 'created_at', 'id'])
    .execute();
  await schema
    .createIndex('logged_models_by_run')
    .on('logged_models')
    .column('source_run_id')
    .execute();
}

async function createLoggedModelDetails({ schema }: Queries): Promise<void> {
  const ofModel = (table: string) =>
    schema
      .createTable(table)
      .addColumn('model_id', 'text', column =>
        column.notNull().references('logged_models.id').onDelete('cascade')
      );
  await ofModel('logged_model_metrics')
    .addColumn('run_id', 'text', column => column.notNull())
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('step', 'bigint', column => column.notNull())
    .addColumn('time', 'bigint', column => column.notNull())
    // Null for NaN.
    .addColumn('value', 'double precision')
    .addColumn('dataset_name', 'text')
    .addColumn('dataset_digest', 'text')
    .addPrimaryKeyConstraint('logged_model_metrics_key', [
      'model_id',
      'key',
      'time',
      'step',
      'run_id'
    ])
    .execute();
  await ofModel('logged_model_artifacts')
    .addColumn('path', 'text', column => column.notNull())
    .addColumn('sha256', 'text', column => column.notNull())
    .addColumn('size', 'bigint', column => column.notNull())
    .addColumn('media_type', 'text', column => column.notNull())
    .addColumn('created_at', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('logged_model_artifacts_key', ['model_id', 'path'])
    .execute();
  await schema
    .createIndex('logged_model_artifacts_by_content')
    .on('logged_model_artifacts')
    .column('sha256')
    .execute();
  // Which models a run has used and made; a model need not be one of this server.
  await schema
    .createTable('run_logged_models')
    .addColumn('run_id', 'text', column =>
      column.notNull().references('runs.id').onDelete('cascade')
    )
    .addColumn('direction', 'text', column => column.notNull())
    .addColumn('model_id', 'text', column => column.notNull())
    .addColumn('step', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('run_logged_models_key', ['run_id', 'direction', 'model_id', 'step'])
    .execute();
  await schema
    .createIndex('run_logged_models_by_model')
    .on('run_logged_models')
    .columns(['model_id', 'run_id'])
    .execute();
}
