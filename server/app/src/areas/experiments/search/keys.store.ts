import type { MetricDefinition } from '@atelier-ml/api';
import { sql } from 'kysely';
import { inCodePointOrder } from '../../../drivers/database/index.ts';
import type { DatabaseKind, Queries } from '../../../drivers/database/index.ts';
import type { KeyKind } from '../tables.ts';
import { isOneOf } from './conditions.store.ts';

export type NamedKey = MetricDefinition & { key: string };

/** Names of what runs have. */
export function createKeyStore(queries: Queries, kind: DatabaseKind) {
  return {
    /** Those that hold a text whatever its case, the ones that begin with it first. */
    async list(
      keyKind: KeyKind,
      { experimentIds, workspaceId }: { experimentIds?: readonly string[]; workspaceId: string },
      text: string,
      limit: number
    ): Promise<NamedKey[]> {
      const scope = experimentIds
        ? isOneOf(sql`experiment_id`, experimentIds)
        : sql`experiment_id in (select id from experiments
            where workspace_id = ${workspaceId} and deleted_at is null)`;
      const begun = text.toLowerCase();
      const place =
        kind === 'postgresql'
          ? sql`position(${begun} in lower(key))`
          : sql`instr(lower(key), ${begun})`;
      const { rows } = await sql<NamedKey>`select key, max(unit) as unit, max(goal) as goal
        from experiment_keys
        where ${scope} and kind = ${keyKind} ${begun ? sql`and ${place} > 0` : sql``}
        group by key
        order by ${begun ? sql`case when ${place} = 1 then 0 else 1 end,` : sql``}
          ${inCodePointOrder(kind, sql`key`)}
        limit ${limit}`.execute(queries);
      return rows;
    }
  };
}
