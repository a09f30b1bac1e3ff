export * from './live-run.ts';
export * from './refresher.ts';
export * from './run-feed.ts';
export * from './use-live.ts';
export * from './live-run-view.tsx';
export * from './request-queue.ts';
