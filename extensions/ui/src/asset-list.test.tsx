import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { AssetList } from './asset-list.tsx';
import type { AssetListProps } from './asset-list.tsx';
import { giveElementsSize } from './testing/index.ts';

interface Thing {
  id: string;
  name: string;
}
const buildThings = (count: number): Thing[] =>
  Array.from({ length: count }, (_, index) => ({ id: `id-${index}`, name: `thing ${index}` }));

function show(props: Partial<AssetListProps<Thing>> = {}) {
  render(
    <AssetList<Thing>
      label="Things"
      items={buildThings(50)}
      getKey={thing => thing.id}
      getText={thing => thing.name}
      renderItem={thing => <span>{thing.name}</span>}
      {...props}
    />
  );
}
const activeText = () => {
  const list = document.querySelector('.atl-AssetList');
  return document.getElementById(list?.getAttribute('aria-activedescendant') ?? '')?.textContent;
};

beforeAll(() => giveElementsSize());

test('keeps only the rows in sight in the document, however long the list is', () => {
  show({ items: buildThings(100_000) });
  const options = screen.getAllByRole('option');
  expect(options.length).toBeLessThan(40);
  expect(options[0]).toHaveProperty('ariaSetSize', '100000');
});

test('moves with the arrow keys, Home and End, and opens with Enter', async () => {
  const user = userEvent.setup();
  const onOpen = jest.fn();
  show({ items: buildThings(5), onOpen });
  await user.tab();
  await user.keyboard('{ArrowDown}{ArrowDown}');
  expect(activeText()).toContain('thing 2');
  await user.keyboard('{End}');
  expect(activeText()).toContain('thing 4');
  await user.keyboard('{ArrowDown}{Home}{Enter}');
  expect(onOpen).toHaveBeenCalledWith({ id: 'id-0', name: 'thing 0' });
});

test('jumps to the item whose name starts with the letters typed', async () => {
  const user = userEvent.setup();
  const names = ['apple', 'banana', 'blueberry', 'cherry'];
  show({ items: names.map(name => ({ id: name, name })) });
  await user.tab();
  await user.keyboard('bl');
  expect(activeText()).toContain('blueberry');
});

test('asks to delete with the Delete key, and for the menu with Shift+F10 and right click', async () => {
  const user = userEvent.setup();
  const onDelete = jest.fn();
  const onMenu = jest.fn();
  show({ onDelete, onMenu });
  await user.tab();
  await user.keyboard('{ArrowDown}{Delete}');
  expect(onDelete.mock.calls[0][0].id).toBe('id-1');
  await user.keyboard('{Shift>}{F10}{/Shift}');
  await user.pointer({ target: screen.getByText('thing 3'), keys: '[MouseRight]' });
  expect(onMenu.mock.calls.map(([thing]) => thing.id)).toEqual(['id-1', 'id-3']);
});

test('stays at the same item when items come in before it', async () => {
  const user = userEvent.setup();
  const props = {
    label: 'Things',
    getKey: (thing: Thing) => thing.id,
    getText: (thing: Thing) => thing.name,
    renderItem: (thing: Thing) => <span>{thing.name}</span>
  };
  const items = buildThings(3);
  const { rerender } = render(<AssetList<Thing> {...props} items={items} />);
  await user.tab();
  await user.keyboard('{ArrowDown}');
  rerender(<AssetList<Thing> {...props} items={[{ id: 'new', name: 'new' }, ...items]} />);
  expect(activeText()).toContain('thing 1');
});

test('asks for more when its end comes into sight, and only then', () => {
  const onEndReached = jest.fn();
  show({ items: buildThings(200), total: 400, onEndReached });
  expect(onEndReached).not.toHaveBeenCalled();
  show({ items: buildThings(3), total: 400, onEndReached });
  expect(onEndReached).toHaveBeenCalled();
});

test('lets several items be chosen with Space and Ctrl+A', async () => {
  const user = userEvent.setup();
  const onSelect = jest.fn();
  show({ items: buildThings(3), selected: new Set(['id-2']), onSelect });
  await user.tab();
  await user.keyboard(' ');
  expect([...onSelect.mock.calls[0][0]]).toEqual(['id-2', 'id-0']);
  await user.keyboard('{Control>}a{/Control}');
  expect(onSelect.mock.calls[1][0].size).toBe(3);
});

test('is a grid with rows and cells when it has columns', () => {
  show({
    items: buildThings(2),
    columns: [
      { id: 'name', title: 'Name', width: '1fr', render: thing => thing.name },
      { id: 'id', title: 'Id', width: '80px', render: thing => thing.id }
    ]
  });
  expect(screen.getAllByRole('columnheader').map(head => head.textContent)).toEqual(['Name', 'Id']);
  expect(screen.getByRole('gridcell', { name: 'thing 1' })).toBeTruthy();
});
