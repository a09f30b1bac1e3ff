export { RunTable } from './run-table.tsx';
export { RunTableModel } from './run-table-model.ts';
export { memoryOf, readTableSettings, writeTableSettings } from './table-settings.ts';
export { viewAddress } from './view-address.ts';
export { ViewsMenu } from './views-menu.tsx';
