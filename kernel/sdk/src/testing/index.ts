export * from './fake-server.ts';
export * from './folder.ts';
export * from './real-server.ts';
export * from './kernel.ts';
export * from './live-studio.ts';
export * from './killed-run.ts';
export * from './program.ts';
