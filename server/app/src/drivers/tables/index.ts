export { createLocalTables } from './local-tables.ts';
export type { TableColumn, TableFormat, Tables, TableShape, TableSource } from './tables.ts';
