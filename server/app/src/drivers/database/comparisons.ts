import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { DatabaseKind } from './database.ts';

/** What a search asks of a text; `%` and `_` of LIKE stand for any characters and any one. */
export type TextOperator = '=' | '!=' | 'LIKE' | 'ILIKE' | 'IN' | 'NOT IN';
export type NumberOperator = '=' | '!=' | '>' | '>=' | '<' | '<=';

/** How texts are told apart and ordered: by their code points, on every database. */
export function inCodePointOrder(
  kind: DatabaseKind,
  text: RawBuilder<unknown>
): RawBuilder<string> {
  return kind === 'postgresql' ? sql`(${text} collate "C")` : sql`${text}`;
}

export function compareText(
  kind: DatabaseKind,
  text: RawBuilder<unknown>,
  operator: TextOperator,
  value: string | readonly string[]
): RawBuilder<boolean> {
  const pattern = String(value);
  switch (operator) {
    case '=':
      return sql`${text} = ${value}`;
    case '!=':
      return sql`${text} <> ${value}`;
    case 'IN':
      return sql`${text} in (${sql.join([value].flat())})`;
    case 'NOT IN':
      return sql`${text} not in (${sql.join([value].flat())})`;
    case 'LIKE':
      // SQLite's own LIKE takes no notice of case.
      return kind === 'postgresql'
        ? sql`${text} like ${pattern} escape ''`
        : sql`${text} glob ${globOf(pattern)}`;
    case 'ILIKE': {
      const lower = pattern.toLowerCase();
      // SQLite's own LIKE knows the case of ASCII alone, and is five times as fast.
      return kind === 'postgresql'
        ? sql`lower(${text}) like ${lower} escape ''`
        : sql`case when octet_length(${text}) = length(${text})
            then ${text} like ${lower} else lower(${text}) like ${lower} end`;
    }
  }
}

export function compareNumber(
  number: RawBuilder<unknown>,
  operator: NumberOperator,
  value: number
): RawBuilder<boolean> {
  return sql`${number} ${sql.raw(operator === '!=' ? '<>' : operator)} ${value}`;
}

function globOf(pattern: string): string {
  return pattern.replace(/[[*?]/g, '[$&]').replaceAll('%', '*').replaceAll('_', '?');
}
