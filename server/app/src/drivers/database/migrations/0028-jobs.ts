import type { SchemaMigration } from '../migrate.ts';

/** Clusters with their nodes, and jobs with what they have run on them. */
export const jobs: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('clusters')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column =>
        column.notNull().references('workspaces.id').onDelete('cascade')
      )
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('driver', 'text', column => column.notNull())
      .addColumn('image', 'text')
      .addColumn('network', 'text', column => column.notNull())
      .addColumn('node_size', 'text', column => column.notNull())
      .addColumn('min_nodes', 'integer', column => column.notNull())
      .addColumn('max_nodes', 'integer', column => column.notNull())
      .addColumn('idle_seconds', 'integer', column => column.notNull())
      .addColumn('preemption', 'integer', column => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('clusters_name', ['workspace_id', 'name'])
      .execute();
    await schema
      .createTable('cluster_nodes')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('cluster_id', 'text', column =>
        column.notNull().references('clusters.id').onDelete('cascade')
      )
      .addColumn('job_id', 'text')
      .addColumn('rank', 'integer')
      .addColumn('since', 'bigint', column => column.notNull())
      .execute();
    await schema
      .createIndex('cluster_nodes_of_cluster')
      .on('cluster_nodes')
      .columns(['cluster_id', 'since'])
      .execute();
    await schema
      .createTable('jobs')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
      .addColumn('cluster_id', 'text', column => column.notNull().references('clusters.id'))
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('state', 'text', column => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('message', 'text')
      .addColumn('exit_code', 'integer')
      .addColumn('user_name', 'text', column => column.notNull())
      .addColumn('priority', 'integer', column => column.notNull())
      .addColumn('run_id', 'text', column => column.notNull())
      .addColumn('experiment', 'text', column => column.notNull())
      .addColumn('parent_id', 'text', column => column.references('jobs.id').onDelete('cascade'))
      .addColumn('array_index', 'integer')
      .addColumn('is_array', 'integer', column => column.notNull())
      .addColumn('nodes', 'integer', column => column.notNull())
      .addColumn('spec', 'text', column => column.notNull())
      .addColumn('code_sha256', 'text')
      .addColumn('secrets', 'text')
      .addColumn('attempt', 'integer', column => column.notNull())
      .addColumn('failures', 'integer', column => column.notNull())
      .addColumn('losses', 'integer', column => column.notNull())
      .addColumn('is_cancelled', 'integer', column => column.notNull())
      .addColumn('not_before', 'bigint', column => column.notNull())
      .addColumn('queued_at', 'bigint', column => column.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .execute();
    const indexes: [string, string[]][] = [
      ['jobs_of_workspace', ['workspace_id', 'queued_at', 'id']],
      ['jobs_of_parent', ['parent_id', 'array_index']],
      ['jobs_of_cluster', ['cluster_id', 'state', 'priority', 'queued_at']],
      ['jobs_by_state', ['state']],
      ['jobs_by_code', ['code_sha256']]
    ];
    for (const [name, columns] of indexes) {
      await schema.createIndex(name).on('jobs').columns(columns).execute();
    }
    await schema
      .createTable('job_tasks')
      .addColumn('job_id', 'text', column =>
        column.notNull().references('jobs.id').onDelete('cascade')
      )
      .addColumn('attempt', 'integer', column => column.notNull())
      .addColumn('rank', 'integer', column => column.notNull())
      .addColumn('node_id', 'text')
      .addColumn('state', 'text', column => column.notNull())
      .addColumn('exit_code', 'integer')
      .addColumn('reason', 'text')
      .addColumn('message', 'text')
      .addColumn('started_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('job_tasks_key', ['job_id', 'attempt', 'rank'])
      .execute();
  }
};
