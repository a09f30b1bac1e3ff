export * from './run.ts';
export * from './run-options.ts';
export * from './run-summary.ts';
export * from './tracker.ts';
export type { DatasetReference, RunDatasetOptions } from './lineage.ts';
export type { HasUri } from './run-dependencies.ts';
export type { FigureContent, KeptArtifact, MediaOptions } from './run-media.ts';
export type { ModelOptions, RunModel } from './run-model.ts';
