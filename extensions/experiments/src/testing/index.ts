export * from './builders.ts';
export * from './fake-run-server.ts';
