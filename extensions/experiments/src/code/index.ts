export * from './cells-at.ts';
export * from './diff-lines.ts';
export * from './environment-file.ts';
export * from './git-facts.ts';
