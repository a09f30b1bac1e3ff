export * from './log-model.ts';
export * from './log-view.tsx';
