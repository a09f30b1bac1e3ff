export { createApp } from './app.ts';
export type { App, AppOptions } from './app.ts';
