import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { giveElementsSize } from '../testing/index.ts';
import { DataGrid } from './data-grid.tsx';
import type { DataGridProps } from './data-grid.tsx';

const show = (props: Partial<DataGridProps> = {}) =>
  render(
    <DataGrid
      label="Preview"
      columns={Array.from({ length: 200 }, (_, index) => ({ title: `c${index}` }))}
      rowCount={1_000_000}
      cell={(row, column) => `${row}/${column}`}
      {...props}
    />
  );
const active = () => {
  const id = screen.getByRole('grid').getAttribute('aria-activedescendant') ?? '';
  return document.getElementById(id)?.textContent;
};

beforeAll(() => giveElementsSize());

test('keeps only the cells in sight in the document', () => {
  show();
  expect(screen.getAllByRole('gridcell').length).toBeLessThan(300);
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('1000001');
});

test('tells which rows are in sight, so that they can be fetched', () => {
  const onVisible = jest.fn();
  show({ onVisible });
  expect(onVisible.mock.calls[0][0]).toBe(0);
  expect(onVisible.mock.calls[0][1]).toBeGreaterThan(10);
});

test('moves from cell to cell by keyboard, and never out of the table', async () => {
  const user = userEvent.setup();
  show({ rowCount: 3, columns: [{ title: 'a' }, { title: 'b' }] });
  await user.tab();
  await user.keyboard('{ArrowDown}{ArrowRight}');
  expect(active()).toBe('1/1');
  await user.keyboard('{ArrowRight}{Control>}{End}{/Control}');
  expect(active()).toBe('2/1');
  await user.keyboard('{Home}{ArrowUp}');
  expect(active()).toBe('1/0');
});

test('copies the cell with Ctrl+C', async () => {
  const user = userEvent.setup();
  show();
  await user.tab();
  await user.keyboard('{ArrowRight}{Control>}c{/Control}');
  await expect(navigator.clipboard.readText()).resolves.toBe('0/1');
});

test('shows a missing value as null, and one that is not there yet as a shape', () => {
  show({
    rowCount: 1,
    columns: [{ title: 'a' }, { title: 'b' }],
    cell: (_, c) => (c ? undefined : null)
  });
  const [missing, pending] = screen.getAllByRole('gridcell');
  expect(missing.textContent).toBe('null');
  expect(pending.querySelector('.atl-Skeleton')).not.toBeNull();
});
