export { createHtmlNotebooks } from './html-notebooks.ts';
export type { NotebookPages } from './notebooks.ts';
