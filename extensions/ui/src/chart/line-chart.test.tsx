import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { giveElementsSize } from '../testing/index.ts';
import { LineChart } from './line-chart.tsx';

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

test('of hundreds of lines the legend names some, and the others when asked', async () => {
  const user = userEvent.setup();
  const many = Array.from({ length: 60 }, (_, n) => ({
    key: `k${n}`,
    label: `run ${n}`,
    x: [0],
    y: [n]
  }));
  render(<LineChart label="Loss" series={many} />);
  expect(screen.queryByRole('button', { name: 'run 59' })).toBeNull();
  await user.click(screen.getByRole('button', { name: '20 more…' }));
  expect(screen.getByRole('button', { name: 'run 59' })).toBeTruthy();
});

test('its menu is walked through by keyboard, and Escape gives the focus back', async () => {
  const user = userEvent.setup();
  const run = jest.fn();
  render(<LineChart label="Loss" series={SERIES} menu={[{ label: 'Move before', run }]} />);
  await user.click(screen.getByRole('button', { name: 'More' }));
  expect(document.activeElement?.textContent).toBe('Move before');
  await user.keyboard('{ArrowUp}');
  expect(document.activeElement?.textContent).toBe('Save points as CSV');
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('menu')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'More' }));
  await user.keyboard('{Enter}{Enter}');
  expect(run).toHaveBeenCalledTimes(1);
});
