import { randomUUID } from 'node:crypto';

/** Metrics that the points of a run go to in turn. */
export const KEYS = 10;
export const newId = () => randomUUID().replaceAll('-', '');

/** Point `index` of a run, the same for all servers. */
const point = index => ({
  key: `metric-${index % KEYS}`,
  value: Math.sin(index) * 10,
  step: Math.floor(index / KEYS)
});

/** `size` points from `first` on, each as `write` puts it. */
export const pointsOf = (first, size, write) =>
  Array.from({ length: size }, (_, at) => write(first + at, point(first + at)));
