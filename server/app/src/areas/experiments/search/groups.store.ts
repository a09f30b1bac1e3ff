import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { OrderKey } from '@atelier-ml/api';
import type { DatabaseKind, Queries } from '../../../drivers/database/index.ts';
import { attributeOf } from './attributes.store.ts';
import { allOf, conditionOf, scopeOf } from './conditions.store.ts';
import { rowScopeOf } from './narrowing.store.ts';
import { prefixOf } from './order.store.ts';
import { isFew } from './plan.store.ts';
import type { RunSearch } from './run-search.ts';

type By = OrderKey['field'];

export interface GroupRow {
  values: (string | null)[];
  runs: number;
}

export interface GroupMetricRow {
  values: (string | null)[];
  key: string;
  count: number;
  mean: number | null;
  deviation: number | null;
  minimum: number | null;
  maximum: number | null;
}

/** Groups of runs by what they have in common, and figures over them. */
export function createGroupStore(queries: Queries, kind: DatabaseKind) {
  /** `members`: id and group of each run that a search finds. */
  const membersOf = (search: RunSearch, by: readonly By[]): RawBuilder<unknown> => {
    const tables = by.flatMap((field, index) => {
      const table = tableOf(field);
      return table ? [{ table, key: field.key, alias: `b${index}` }] : [];
    });
    const values = by.map((field, index) => {
      const value = tableOf(field)
        ? sql.ref(`b${index}.value`)
        : sql`cast(${attributeOf(field.key, search).sql} as text)`;
      return sql`${value} as ${sql.ref(`v${index}`)}`;
    });
    // Read once by their index: looked up for each run they would take ten times as long.
    const named = tables.map(
      ({ alias, key, table }) => sql`${sql.ref(alias)} as materialized (
        select x.run_id, ${prefixOf(kind, sql`x.value`)} as value from ${sql.table(table)} as x
        where ${rowScopeOf(search, 'x', table)} and x.key = ${key})`
    );
    const joins = tables.map(
      ({ alias }) => sql`left join ${sql.ref(alias)} on ${sql.ref(`${alias}.run_id`)} = runs.id`
    );
    const where = allOf([scopeOf(search), conditionOf(kind, search.filter, search)]);
    const members = sql`members as materialized (
      select runs.id as run_id, ${sql.join(values)} from runs
      inner join experiments on experiments.id = runs.experiment_id
      ${sql.join(joins, sql` `)} where ${where})`;
    return sql`with ${sql.join([...named, members])}`;
  };
  const columnsOf = (by: readonly By[]): RawBuilder<unknown> =>
    sql.join(by.map((_, index) => sql.ref(`members.v${index}`)));
  const valuesOf = (by: readonly By[], row: Record<string, unknown>): (string | null)[] =>
    by.map((_, index) => row[`v${index}`] as string | null);

  return {
    /** The largest first. */
    async groups(search: RunSearch, by: readonly By[], limit: number): Promise<GroupRow[]> {
      const columns = columnsOf(by);
      const { rows } = await sql<Record<string, unknown>>`${membersOf(search, by)}
        select ${columns}, count(*) as runs from members
        group by ${columns} order by count(*) desc, ${columns} limit ${limit}`.execute(queries);
      return rows.map(row => ({ values: valuesOf(by, row), runs: Number(row.runs) }));
    },

    /** Over the last values that are numbers. */
    async metrics(
      search: RunSearch,
      by: readonly By[],
      keys: readonly string[]
    ): Promise<GroupMetricRow[]> {
      const columns = columnsOf(by);
      // Of many runs, the index of a metric's values is read from end to end.
      const source = (await isFew(queries, search))
        ? sql`members inner join run_metrics as m on m.run_id = members.run_id`
        : sql`run_metrics as m inner join members on members.run_id = m.run_id`;
      const { rows } = await sql<Record<string, unknown>>`${membersOf(search, by)}
        select ${columns}, m.key, count(m.last) as count, avg(m.last) as mean,
          stddev_samp(m.last) as deviation, min(m.last) as minimum, max(m.last) as maximum
        from ${source}
        where m.key in (${sql.join([...keys])}) and ${rowScopeOf(search, 'm', 'run_metrics')}
          and m.last is not null
        group by ${columns}, m.key`.execute(queries);
      return rows.map(row => ({
        values: valuesOf(by, row),
        key: row.key as string,
        count: Number(row.count),
        mean: row.mean as number | null,
        deviation: row.deviation as number | null,
        minimum: row.minimum as number | null,
        maximum: row.maximum as number | null
      }));
    }
  };
}

function tableOf({ kind }: By): 'run_params' | 'run_tags' | undefined {
  return kind === 'param' || kind === 'tag' ? `run_${kind}s` : undefined;
}
