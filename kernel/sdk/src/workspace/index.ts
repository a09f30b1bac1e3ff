export * from './reference.ts';
export * from './workspace-scope.ts';
