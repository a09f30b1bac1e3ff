import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Queries } from './database.ts';

/** Where rows of a table refer to stored content by its hash. */
export interface ReferenceTable<Kind extends string, Scope> {
  kind: Kind;
  /** The table, joined with whatever names its rows. */
  from: RawBuilder<unknown>;
  sha256: RawBuilder<string>;
  id: RawBuilder<string>;
  name: RawBuilder<string>;
  /** Whether a row belongs to the scope; left out where none ever does. */
  isIn?(scope: Scope): RawBuilder<boolean>;
}

/** Asks a table what content its rows refer to. */
export function createReferences<Kind extends string, Scope>(table: ReferenceTable<Kind, Scope>) {
  const { from, id, isIn, kind, name, sha256 } = table;
  const outside = (scope: Scope | undefined) =>
    scope && isIn ? sql`and not ${isIn(scope)}` : sql``;
  const hashes = async (queries: Queries, condition: RawBuilder<unknown>): Promise<string[]> => {
    const { rows } = await sql<{ sha256: string }>`
      select distinct ${sha256} as sha256 from ${from} where ${condition}`.execute(queries);
    return rows.map(row => row.sha256);
  };
  return {
    kind,
    async referred(
      queries: Queries,
      sha256s: readonly string[],
      without?: Scope
    ): Promise<string[]> {
      return sha256s.length
        ? hashes(queries, sql`${sha256} in (${sql.join(sha256s)}) ${outside(without)}`)
        : [];
    },
    async examples(
      queries: Queries,
      content: string,
      without: Scope | undefined,
      limit: number
    ): Promise<{ kind: Kind; id: string; name: string }[]> {
      const { rows } = await sql<{ id: string; name: string }>`
        select ${id} as id, ${name} as name from ${from}
        where ${sha256} = ${content} ${outside(without)} limit ${limit}`.execute(queries);
      return rows.map(row => ({ kind, ...row }));
    },
    async contents(
      queries: Queries,
      after: string,
      limit: number,
      within?: Scope
    ): Promise<string[]> {
      if (within && !isIn) {
        return [];
      }
      const scoped = within ? sql`and ${isIn!(within)}` : sql``;
      return hashes(queries, sql`${sha256} > ${after} ${scoped} order by ${sha256} limit ${limit}`);
    }
  };
}
