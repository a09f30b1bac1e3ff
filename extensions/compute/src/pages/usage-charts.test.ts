import type { UsageSample } from '@atelier-ml/api';
import { interrupted } from './usage-charts.tsx';

const sampleAt = (at: number) => ({ at, memory: 1 }) as UsageSample;

test('lines end where it was not measured for a while', () => {
  const samples = [0, 5_000, 600_000, 605_000].map(sampleAt);
  const points = interrupted(samples).map(({ at, sample }) => [at, sample !== null]);
  expect(points).toEqual([
    [0, true],
    [5_000, true],
    [5_001, false],
    [600_000, true],
    [605_000, true]
  ]);
});
