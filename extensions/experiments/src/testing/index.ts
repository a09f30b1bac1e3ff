export * from './builders.ts';
export * from './fake-bulk-server.ts';
export * from './fake-log-server.ts';
export * from './fake-run-server.ts';
export * from './until.ts';
