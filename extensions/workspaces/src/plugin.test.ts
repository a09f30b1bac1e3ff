import type { Workspace } from '@atelier-ml/api';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IStatusBar } from '@jupyterlab/statusbar';
import { Widget } from '@lumino/widgets';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { buildFakeStudio, giveElementsSize } from '../../shell/src/testing/index.ts';
import { workspacesPlugin } from './plugin.ts';

const buildWorkspace = (name: string): Workspace => ({
  id: name.padEnd(32, '0'),
  name,
  description: '',
  active: false,
  createdAt: 0,
  updatedAt: 0
});

function activate() {
  const workspaces = [buildWorkspace('alpha'), buildWorkspace('beta')];
  const find = ({ params }: { params: { workspace: string } }) => {
    const found = workspaces.find(({ id }) => id === params.workspace);
    return found
      ? Promise.resolve(found)
      : Promise.reject(new Error('There is no such workspace.'));
  };
  const remove = jest.fn(async () => ({}));
  const studio = buildFakeStudio({
    workspaces: {
      list: async () => ({ items: workspaces, total: workspaces.length }),
      create: async ({ body }) => buildWorkspace(body.name),
      get: find,
      update: async ({ params, body }) => ({ ...(await find({ params })), ...body }),
      delete: remove
    }
  });
  studio.setWorkspace(workspaces[0]);
  let item: Widget | undefined;
  const statusBar = {
    registerStatusItem: (_: string, options: { item: Widget }) => {
      item = options.item;
      Widget.attach(item, document.body);
    }
  } as unknown as IStatusBar;
  const app = { commands: studio.commands } as JupyterFrontEnd;
  const { client, events, scope, notifier } = studio;
  void workspacesPlugin.activate(app, client, events, scope, notifier, statusBar, null, null);
  return { studio, remove };
}

beforeAll(() => giveElementsSize());
afterEach(() => (document.body.textContent = ''));

test('the status bar shows the active workspace and follows it', async () => {
  const { studio } = activate();
  expect(await screen.findByRole('button', { name: 'Workspace alpha: switch' })).toBeTruthy();
  studio.setWorkspace(buildWorkspace('beta'));
  expect(await screen.findByRole('button', { name: 'Workspace beta: switch' })).toBeTruthy();
});

test('its menu lists the workspaces, ticks the active one, and switches', async () => {
  const { studio } = activate();
  await userEvent.click(await screen.findByRole('button', { name: /switch$/ }));
  const active = await screen.findByRole('menuitemcheckbox', { name: 'alpha' });
  expect(active.getAttribute('aria-checked')).toBe('true');
  // Lumino's menus read the key code; the first arrow goes to the first item
  const menu = screen.getByRole('menu');
  fireEvent.keyDown(menu, { key: 'ArrowDown', keyCode: 40 });
  fireEvent.keyDown(menu, { key: 'ArrowDown', keyCode: 40 });
  fireEvent.keyDown(menu, { key: 'Enter', keyCode: 13 });
  await waitFor(() => expect(studio.scope.reference).toBe('beta'.padEnd(32, '0')));
});

test('a new workspace becomes the active one', async () => {
  const { studio } = activate();
  const made = studio.commands.execute('workspaces:create-workspace');
  await userEvent.type(await screen.findByLabelText(/^Name/), 'gamma');
  await userEvent.click(screen.getByRole('button', { name: 'Create' }));
  await made;
  expect(studio.scope.reference).toBe('gamma'.padEnd(32, '0'));
});

test('rename shows what it was called', async () => {
  const { studio } = activate();
  const renamed = studio.commands.execute('workspaces:rename-workspace');
  expect(await screen.findByDisplayValue('alpha')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await renamed;
  expect(studio.recorded.errors).toEqual([]);
});

test('delete asks first, and tells why it cannot', async () => {
  const { studio, remove } = activate();
  const first = studio.commands.execute('workspaces:delete-workspace');
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  await first;
  expect(remove).not.toHaveBeenCalled();
  const second = studio.commands.execute('workspaces:delete-workspace');
  await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
  await second;
  expect(remove).toHaveBeenCalledTimes(1);
  await studio.commands.execute('workspaces:delete-workspace', { workspace: 'nothing' });
  expect(studio.recorded.errors).toEqual([new Error('There is no such workspace.')]);
});
