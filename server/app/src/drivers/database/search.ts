import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** True where one of the columns holds the text, whatever its case. */
export function contains(columns: string[], text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const tests = columns.map(
    column => sql`lower(${sql.ref(column)}) like ${pattern} escape ${sql.lit('\\')}`
  );
  return sql<boolean>`(${sql.join(tests, sql` or `)})`;
}
