export { createApp } from './app.ts';
export type { App } from './app.ts';
export type { AppOptions } from './app-options.ts';
