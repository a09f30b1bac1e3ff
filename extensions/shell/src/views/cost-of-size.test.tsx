import { ESTIMATED_RATES } from '@atelier-ml/api';
import { render, screen } from '@testing-library/react';
import * as React from 'react';
import { buildFakeStudio } from '../testing/index.ts';
import { costOfSizes } from './cost-of-size.tsx';

test('a size has a price, and one that is no number has none', async () => {
  const { client } = buildFakeStudio({
    usage: { rates: { list: async () => ({ current: { ...ESTIMATED_RATES, id: '1' } }) as never } },
    compute: { host: () => Promise.reject(new Error('not told')) }
  });
  const costOf = await costOfSizes(client.api);
  const { rerender } = render(costOf({ cpus: 2, memoryMb: 1_024 }));
  expect(screen.getByRole('status').textContent).toMatch(/an hour/);
  rerender(<>{costOf({ cpus: 2, memoryMb: Number.NaN })}</>);
  expect(screen.queryByRole('status')).toBeNull();
});
