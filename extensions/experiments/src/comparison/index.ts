export { ComparisonModel } from './comparison-model.ts';
export { insertLiveCell } from './insert-live-cell.ts';
export { PageMemory } from './page-memory.ts';
export { readState, writeState } from './saved-state.ts';
export { showAddRuns } from './views/add-runs-dialog.tsx';
export { ComparisonView } from './views/comparison-view.tsx';
export { nameOf, RunSideList } from './views/run-side-list.tsx';
