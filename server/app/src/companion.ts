import { fileURLToPath } from 'node:url';

/** Modules that run in a thread or a process of their own, by the name of their bundle. */
const COMPANIONS = {
  'read-worker': './drivers/database/read-worker',
  'notebook-worker': './drivers/notebooks/notebook-worker',
  'table-worker': './drivers/tables/table-worker',
  scorer: './drivers/scoring/scorer'
} as const;

/** Where such a module lies: beside the bundle of the server, else in the tree that this one is in. */
export function companionFile(name: keyof typeof COMPANIONS): URL {
  const here = import.meta.url;
  const bundled = here.endsWith('.mjs');
  const ending = here.endsWith('.ts') ? '.ts' : '.js';
  return new URL(bundled ? `./${name}.mjs` : COMPANIONS[name] + ending, here);
}

/** Where the built programs lie that containers are lent, and images of environments take along. */
export function programsFolder(): string {
  const here = import.meta.url;
  const bundled = here.endsWith('.mjs');
  return fileURLToPath(
    new URL(bundled ? '.' : '../../jupyter/jupyterlab_atelier/node', here)
  ).replace(/\/$/, '');
}
