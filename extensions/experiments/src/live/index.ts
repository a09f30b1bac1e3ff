export * from './live-run.ts';
export * from './run-feed.ts';
