import { icons } from '@atelier-ml/ui';
import { WidgetTracker } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { IPageHost, IServerMonitor, PageSpec } from '../tokens.ts';
import { buildFakeStudio } from '../testing/index.ts';
import type { PageWidget } from './page-widget.ts';
import { createPages } from './pages.ts';

function buildPages() {
  const studio = buildFakeStudio();
  const tracker = new WidgetTracker<PageWidget>({ namespace: 'test' });
  const shown: PageWidget[] = [];
  const sides: boolean[] = [];
  const monitor = {
    state: 'running' as IServerMonitor['state'],
    problem: null as IServerMonitor['problem'],
    log: [],
    check: async () => undefined,
    restart: jest.fn(async () => undefined)
  };
  const changed = new Signal<IServerMonitor, void>(monitor as unknown as IServerMonitor);
  const pages = createPages({
    scope: studio.scope,
    monitor: Object.assign(monitor, { changed }),
    trans: studio.trans,
    tracker,
    show: (widget, beside) => {
      shown.push(widget);
      sides.push(beside);
      if (!widget.isAttached) {
        Widget.attach(widget, document.body);
      }
    }
  });
  return { studio, pages, tracker, shown, sides, monitor, changed };
}
const hosts: IPageHost[] = [];
const buildPage = (load?: PageSpec['load']): PageSpec => ({
  name: 'dataset',
  icon: icons.datasets,
  title: args => String(args.name),
  key: args => String(args.id),
  load:
    load ??
    (async () => host => {
      hosts.push(host);
      const widget = new Widget();
      widget.node.textContent = `page of ${host.args.name}`;
      return widget;
    })
});
const visible = (text: string) => waitFor(() => expect(document.body.textContent).toContain(text));

beforeEach(() => (hosts.length = 0));
afterEach(() => (document.body.textContent = ''));

test('opens a page beside the present one when that is asked for', () => {
  const { pages, sides } = buildPages();
  pages.add(buildPage());
  pages.open('dataset', { id: '1', name: 'one' });
  pages.open('dataset', { id: '2', name: 'two' }, { beside: true });
  expect(sides).toEqual([false, true]);
});

test('imports a page when it is opened, and keeps one tab an asset', async () => {
  const { pages, shown, studio } = buildPages();
  pages.add(buildPage());
  pages.open('dataset', { id: '1', name: 'one' });
  await visible('page of one');
  pages.open('dataset', { id: '1', name: 'one' });
  pages.open('dataset', { id: '2', name: 'two' });
  await visible('page of two');
  expect(hosts).toHaveLength(2);
  expect(shown[1]).toBe(shown[0]);
  expect(shown.map(widget => widget.title.label)).toEqual(['one', 'one', 'two']);
  expect(hosts[0].workspace).toBe(studio.workspace.id);
});

test('a page says that what it shows may be old while the server does not answer', async () => {
  const { pages, monitor, changed } = buildPages();
  pages.add(buildPage());
  pages.open('dataset', { id: '1', name: 'one' });
  await visible('page of one');
  expect(document.body.textContent).not.toContain('may be old');
  monitor.state = 'unresponsive';
  monitor.problem = { code: 'server-unreachable', message: 'The server does not answer.' };
  changed.emit();
  await visible('The server does not answer. What this page shows may be old.');
  await visible('page of one');
  await userEvent.click(screen.getByRole('button', { name: 'Restart the server' }));
  expect(monitor.restart).toHaveBeenCalledTimes(1);
  monitor.state = 'running';
  changed.emit();
  await waitFor(() => expect(document.body.textContent).not.toContain('may be old'));
});

test('after a reload the tab stands at once, and is filled when its area is there', async () => {
  const { pages, shown } = buildPages();
  const address = {
    page: 'dataset',
    key: '1',
    title: 'one',
    workspace: 'w',
    args: { name: 'one' }
  };
  pages.reopen(address);
  expect(shown[0].title.label).toBe('one');
  pages.add(buildPage());
  await visible('page of one');
  expect(hosts[0].workspace).toBe('w');
});

test('what is restored is the title that the page has set', async () => {
  const { pages, shown } = buildPages();
  pages.add(buildPage());
  pages.open('dataset', { id: '1', name: 'one' });
  await visible('page of one');
  hosts[0].setTitle('renamed');
  expect(shown[0].title.label).toBe('renamed');
  expect(shown[0].address.title).toBe('renamed');
});

test('a page that cannot be loaded says so and can be tried again', async () => {
  const { pages } = buildPages();
  let attempts = 0;
  const { load } = buildPage();
  pages.add(
    buildPage(() => (attempts++ === 0 ? Promise.reject(new Error('Chunk 7 is missing.')) : load()))
  );
  pages.open('dataset', { id: '1', name: 'one' });
  expect((await screen.findByRole('alert')).textContent).toContain('Chunk 7 is missing.');
  screen.getByRole('button', { name: 'Try again' }).click();
  await visible('page of one');
});

test('a page says when it belongs to another workspace than the active one', async () => {
  const { pages, studio } = buildPages();
  pages.add(buildPage());
  pages.open('dataset', { id: '1', name: 'one' });
  await visible('page of one');
  studio.setWorkspace({ ...studio.workspace, id: 'b'.repeat(32) });
  await visible('This page belongs to another workspace');
});

test('the tab of a deleted asset is closed, and an unknown page is refused', async () => {
  const { pages, tracker } = buildPages();
  pages.add(buildPage());
  pages.open('dataset', { id: '1', name: 'one' });
  await visible('page of one');
  pages.close('dataset', { id: '1' });
  expect(tracker.size).toBe(0);
  expect(() => pages.open('nothing')).toThrow('There is no page "nothing".');
});
