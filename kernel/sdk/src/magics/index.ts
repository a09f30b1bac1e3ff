export * from './cell-magics.ts';
export type * from './magic.ts';
