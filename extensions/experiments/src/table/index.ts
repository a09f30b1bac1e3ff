export { RunTable } from './run-table.tsx';
export type { RunTableModel } from './run-table-model.ts';
export { createRememberedTable, memoryOf } from './remembered-table.ts';
export { viewAddress } from './view-address.ts';
export { ViewsMenu } from './views-menu.tsx';
