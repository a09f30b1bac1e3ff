export { describeOnEachDatabase } from './databases.ts';
export type { DatabaseCase } from './databases.ts';
export { startTestServer } from './server.ts';
export type { TestServer } from './server.ts';
