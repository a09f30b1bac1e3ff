export * from './lineage-graph.tsx';
