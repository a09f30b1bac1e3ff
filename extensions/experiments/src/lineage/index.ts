export * from './lineage.ts';
export * from './lineage-graph.tsx';
export * from './lineage-of-run.ts';
