import { icons } from '@atelier-ml/ui';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';
import { ListModel } from '../models/list-model.ts';
import { buildFakeStudio, giveElementsSize } from '../testing/index.ts';
import { AssetListView } from './asset-list-view.tsx';

function show(fetchPage: (search?: string) => Promise<{ items: string[]; total: number }>) {
  const studio = buildFakeStudio();
  const executed: unknown[] = [];
  studio.commands.addCommand('things:delete', {
    label: 'Delete Thing',
    execute: args => executed.push(args)
  });
  const model = new ListModel<string>({
    fetchPage: ({ search }) => fetchPage(search),
    events: studio.events,
    kinds: ['dataset'],
    searchDelay: 0,
    reloadInterval: 0
  });
  const onCreate = jest.fn();
  render(
    <AssetListView
      model={model}
      label="Things"
      searchLabel="Search things"
      getKey={name => name}
      getText={name => name}
      renderItem={name => <span>{name}</span>}
      commands={studio.commands}
      menu={name => [{ command: 'things:delete', args: { name } }]}
      empty={{
        icon: icons.file,
        text: 'No thing yet.',
        action: { label: 'New thing', onClick: onCreate }
      }}
    />
  );
  return { studio, executed, onCreate };
}

beforeAll(() => giveElementsSize());

test('says what belongs here when there is nothing, and how to make it', async () => {
  const { onCreate } = show(async () => ({ items: [], total: 0 }));
  expect(screen.getByRole('status').textContent).toContain('Loading');
  await userEvent.click(await screen.findByRole('button', { name: 'New thing' }));
  expect(onCreate).toHaveBeenCalled();
  expect(screen.queryByRole('searchbox')).toBeNull();
});

test('searches, goes on into the list with the arrow key, and says when nothing matches', async () => {
  show(async search => {
    const items = ['apple', 'pear'].filter(name => name.includes(search ?? ''));
    return { items, total: items.length };
  });
  const field = await screen.findByRole('searchbox', { name: 'Search things' });
  await userEvent.type(field, 'pe');
  await waitFor(() => expect(screen.queryByText('apple')).toBeNull());
  await userEvent.keyboard('{ArrowDown}');
  expect(document.activeElement).toBe(screen.getByRole('listbox', { name: 'Things' }));
  await userEvent.type(field, 'x');
  expect(await screen.findByText('Nothing matches “pex”.')).toBeTruthy();
  await userEvent.keyboard('{Escape}');
  expect(await screen.findByText('apple')).toBeTruthy();
});

test('shows why the list could not be fetched, and tries again', async () => {
  let attempts = 0;
  show(async () => {
    if (attempts++ === 0) {
      throw Object.assign(new Error('The store is away.'), { remedy: 'Wait.', code: 'internal' });
    }
    return { items: ['apple'], total: 1 };
  });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The store is away.Wait.internal');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('apple')).toBeTruthy();
});

test('its context menu opens by keyboard and runs commands with the item', async () => {
  const { executed } = show(async () => ({ items: ['apple'], total: 1 }));
  await screen.findByText('apple');
  screen.getByRole('listbox').focus();
  await userEvent.keyboard('{Shift>}{F10}{/Shift}');
  const menu = await screen.findByRole('menu');
  await waitFor(() => expect(menu.textContent).toContain('Delete Thing'));
  // Lumino's menus read the key code
  fireEvent.keyDown(menu, { key: 'Enter', keyCode: 13 });
  await waitFor(() => expect(executed).toEqual([{ name: 'apple' }]));
});
