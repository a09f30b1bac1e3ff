import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { giveElementsSize } from '../testing/index.ts';
import { LineChart } from './line-chart.tsx';
import { nearestIndex, orderedPoints, smoothed } from './series.ts';

const SERIES = [
  { key: 'a', label: 'train', x: [1, 2, 3], y: [0.9, 0.5, 0.25] },
  { key: 'b', label: 'valid', x: [1, 3], y: [1, null] }
];

beforeAll(() => giveElementsSize());

test('its legend switches lines off, and leaves one alone with Alt', async () => {
  const user = userEvent.setup();
  const onHide = jest.fn();
  render(<LineChart label="Loss" series={SERIES} onHide={onHide} hidden={new Set()} />);
  await user.click(screen.getByRole('button', { name: 'valid' }));
  expect([...onHide.mock.calls[0][0]]).toEqual(['b']);
  await user.keyboard('{Alt>}');
  await user.click(screen.getByRole('button', { name: 'valid' }));
  expect([...onHide.mock.calls[1][0]]).toEqual(['a']);
});

test('the same values stand in a table', async () => {
  const user = userEvent.setup();
  render(<LineChart label="Loss" series={SERIES} xLabel="Step" />);
  await user.click(screen.getByRole('button', { name: 'Show as table' }));
  const rows = screen
    .getAllByRole('row')
    .map(row => [...row.querySelectorAll('[role=gridcell]')].map(cell => cell.textContent));
  expect(rows.slice(1)).toEqual([
    ['1', '0.9', '1'],
    ['2', '0.5', ''],
    ['3', '0.25', '–']
  ]);
});

test('points are put in order, the last of two at one place counts', () => {
  expect(orderedPoints({ x: [3, 1, 3], y: [30, 10, 31] })).toEqual({ x: [1, 3], y: [10, 31] });
});

test('what a logarithmic axis cannot place becomes a gap', () => {
  const placed = orderedPoints({ x: [1, 2], y: [0, 5] }, value => value > 0);
  expect(placed.y).toEqual([null, 5]);
});

test('smoothing keeps a constant as it is and passes gaps on', () => {
  const values = smoothed([2, null, 2, 2], 0.9);
  expect(values[1]).toBeNull();
  for (const value of [values[0], values[2], values[3]]) {
    expect(value).toBeCloseTo(2, 12);
  }
  expect(smoothed([1, 5], 0)).toEqual([1, 5]);
});

test('the nearest point is found on either side', () => {
  expect([0, 1.4, 1.6, 99].map(at => nearestIndex([1, 2, 4], at))).toEqual([0, 0, 1, 2]);
});
