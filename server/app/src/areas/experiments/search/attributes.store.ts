import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { RunSearch } from './run-search.ts';

export interface AttributeExpression {
  sql: RawBuilder<unknown>;
  nullable?: boolean;
  number?: boolean;
}

type Expressions = Record<string, AttributeExpression | undefined>;

const ARTIFACTS = sql`('mlflow-artifacts:/' || cast(experiments.number as text) || '/' || runs.id || '/artifacts')`;

/** What the attributes of the grammars of runs are in the tables, by their first names. */
const fixed: Expressions = {
  name: { sql: sql`runs.name` },
  started: { sql: sql`runs.started_at`, number: true },
  ended: { sql: sql`runs.ended_at`, number: true, nullable: true },
  duration: { sql: sql`(runs.ended_at - runs.started_at)`, number: true, nullable: true },
  experiment: { sql: sql`experiments.name` },
  experiment_id: { sql: sql`cast(experiments.number as text)` },
  user: { sql: sql`runs.user_name`, nullable: true },
  notebook: { sql: sql`runs.notebook`, nullable: true },
  parent: { sql: sql`runs.parent_id`, nullable: true },
  id: { sql: sql`runs.id` },
  artifact_uri: { sql: ARTIFACTS },
  lifecycle_stage: {
    sql: sql`(case when runs.deleted_at is null and experiments.deleted_at is null
      then 'active' else 'deleted' end)`
  }
};

export function attributeOf(
  key: string,
  { mlflow }: Pick<RunSearch, 'mlflow'>
): AttributeExpression {
  const expression = key === 'status' ? statusOf(mlflow ?? false) : fixed[key];
  if (!expression) {
    throw new Error(`No column stands for the attribute “${key}”.`);
  }
  return expression;
}

function statusOf(mlflow: boolean): AttributeExpression {
  return mlflow
    ? { sql: sql`upper(runs.status)` }
    : {
        sql: sql`(case when runs.status = 'running' and runs.silent_at = runs.heard_at
          then 'stale' else runs.status end)`
      };
}
