export * from './html.ts';
export * from './link.ts';
export * from './sparkline.ts';
export * from './table.ts';
