export { cutPage, decodeCursor } from './cursor.ts';
export type { Database, DatabaseKind, Queries } from './database.ts';
export type { SchemaMigration } from './migrate.ts';
export { openPostgresql } from './postgresql.ts';
export { DatabaseProblem, problemOf } from './problems.ts';
export type { DatabaseProblemKind } from './problems.ts';
export { contains } from './search.ts';
export { openSqlite } from './sqlite.ts';
