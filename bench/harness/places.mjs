import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** A path below the repository's root. */
export const inRepository = (...parts) => path.join(root, ...parts);

/** What the build makes and the wheel carries. */
export const programs = inRepository('server/jupyter/jupyterlab_atelier/node');
