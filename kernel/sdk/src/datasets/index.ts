export * from './dataset.ts';
export * from './datasets.ts';
export type { CellValue, DataRow } from './rows.ts';
