export { NotebookBadges } from './notebook-badges.ts';
