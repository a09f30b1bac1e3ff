export * from './html.ts';
export * from './sparkline.ts';
export * from './table.ts';
