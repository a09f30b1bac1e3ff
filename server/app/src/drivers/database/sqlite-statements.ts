import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

const STATEMENTS_KEPT = 500;
/** Characters: inserts of many rows come in too many lengths to be worth their memory. */
const LONGEST_KEPT = 4_000;

/** Prepares statements, and keeps those that were used last. */
export function createStatementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return sql => {
    if (sql.length > LONGEST_KEPT) {
      return database.prepare(sql);
    }
    const known = kept.get(sql);
    const statement = known ?? database.prepare(sql);
    if (known) {
      kept.delete(sql);
    } else if (kept.size >= STATEMENTS_KEPT) {
      kept.delete(kept.keys().next().value!);
    }
    kept.set(sql, statement);
    return statement;
  };
}

export function toSqlite(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') {
    return value ? 1 : 0;
  }
  return (value ?? null) as SQLInputValue;
}
