import type { Cluster, Job, Schedule } from '@atelier-ml/api';

const cellOf = (name: string, ...lines: string[]): string =>
  [`import { ${name} } from '@atelier-ml/sdk';`, '', ...lines].join('\n');

/** The cell that a dragged job becomes. */
export const jobCode = ({ id }: Pick<Job, 'id'>): string =>
  cellOf(
    'job',
    `const found = await job(${JSON.stringify(id)});`,
    'for await (const { text } of found.follow()) process.stdout.write(text);',
    'found'
  );

/** The cell that a dragged cluster becomes. */
export const clusterCode = ({ name }: Pick<Cluster, 'name'>): string =>
  cellOf(
    'submitJob',
    `await submitJob({ command: 'echo hello', cluster: ${JSON.stringify(name)} })`
  );

/** The cell that a dragged schedule becomes. */
export const scheduleCode = ({ name }: Pick<Schedule, 'name'>): string =>
  cellOf('schedule', `await schedule(${JSON.stringify(name)})`);
