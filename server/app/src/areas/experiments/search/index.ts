export { createRunFinder } from './search.service.ts';
export type { RunFinder } from './search.service.ts';
export { createRunSummaries } from './summary.service.ts';
export type { RunSummaries } from './summary.service.ts';
export { createRunSearchStore } from './run-search.store.ts';
export type { RunSearch } from './run-search.ts';
export { readCursor, writeCursor } from './requests.ts';
