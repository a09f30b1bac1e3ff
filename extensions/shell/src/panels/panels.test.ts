import { icons } from '@atelier-ml/ui';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { MessageLoop } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import type { AccordionPanel } from '@lumino/widgets';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { IPanels, IServerMonitor, SectionSpec } from '../tokens.ts';
import { createPanels } from './panels.ts';
import type { StudioPanel } from './studio-panel.ts';

function buildPanels() {
  const monitor = {
    state: 'running' as IServerMonitor['state'],
    problem: null as IServerMonitor['problem'],
    log: [] as string[],
    check: jest.fn(async () => undefined),
    restart: jest.fn(async () => undefined)
  };
  const changed = new Signal<IServerMonitor, void>(monitor as unknown as IServerMonitor);
  const shown: StudioPanel[] = [];
  const activated: string[] = [];
  const panels = createPanels({
    monitor: Object.assign(monitor, { changed }),
    commands: new CommandRegistry(),
    trans: nullTranslator.load('atelier'),
    show: panel => {
      shown.push(panel);
      Widget.attach(panel, document.body);
    },
    activate: panel => activated.push(panel.id)
  });
  return { panels, monitor, changed, shown, activated };
}
const buildSection = (id: string, rank: number): SectionSpec => ({
  id,
  rank,
  title: id,
  createContent: () => {
    const content = new Widget();
    content.node.textContent = `content of ${id}`;
    return content;
  }
});
const PANEL = { id: 'datasets', title: 'Datasets', icon: icons.datasets, rank: 600 };

afterEach(() => (document.body.textContent = ''));

test('sections stand in the order of their ranks, whoever adds first', () => {
  const { panels, shown } = buildPanels();
  panels.addSection('datasets', buildSection('labels', 30));
  panels.add(PANEL);
  panels.addSection('datasets', buildSection('datasets', 10));
  const removed = panels.addSection('datasets', buildSection('stores', 20));
  const titles = () => shown[0].widgets.map(widget => widget.title.label);
  expect(titles()).toEqual(['datasets', 'stores', 'labels']);
  removed.dispose();
  expect(titles()).toEqual(['datasets', 'labels']);
});

test('Tab and screen readers find the sections in the order in which they are seen', () => {
  const { panels, shown } = buildPanels();
  panels.add(PANEL);
  for (const [rank, id] of ['first', 'second', 'third'].entries()) {
    panels.addSection('datasets', buildSection(id, rank));
  }
  panels.addSection('datasets', buildSection('between', 0.5));
  shown[0].hide();
  shown[0].show();
  expect(shown[0].content.node.textContent).toBe(
    ['first', 'between', 'second', 'third'].map(id => `${id}content of ${id}`).join('')
  );
});

test('a section is filled when its panel is first seen', () => {
  const { panels, shown } = buildPanels();
  panels.add(PANEL);
  shown[0].hide();
  panels.addSection('datasets', buildSection('datasets', 10));
  expect(document.body.textContent).not.toContain('content of datasets');
  shown[0].show();
  expect(document.body.textContent).toContain('content of datasets');
});

test('a section tells its count in its heading, also while it is folded, until it goes', () => {
  const { panels, shown } = buildPanels();
  panels.add(PANEL);
  shown[0].hide();
  const count = { text: '', isDisposed: false, dispose: jest.fn() };
  const changed = new Signal<object, void>(count);
  const told = { ...count, changed };
  const section = { ...buildSection('jobs', 10), createCount: () => told };
  const removed = panels.addSection('datasets', section);
  panels.addSection('datasets', buildSection('stores', 20));
  shown[0].show();
  expect(screen.getByRole('heading', { name: 'jobs Section' })).toBeTruthy();
  (shown[0].content as AccordionPanel).collapse(0);
  told.text = '3 active';
  changed.emit();
  const heading = screen.getByRole('heading', { name: 'jobs Section, 3 active' });
  expect(heading.textContent).toBe('jobs3 active');
  shown[0].widgets[0].title.label = 'tasks';
  const renamed = screen.getByRole('heading', { name: 'tasks Section, 3 active' });
  expect(renamed.textContent).toBe('tasks3 active');
  removed.dispose();
  expect(count.dispose).toHaveBeenCalledTimes(1);
});

describe('sections of a panel that is low', () => {
  const HEIGHT = 860;
  const show = async (prepare: (panel: StudioPanel, panels: IPanels) => void = () => {}) => {
    const { panels, shown } = buildPanels();
    panels.add(PANEL);
    const [panel] = shown;
    Object.defineProperty(panel.node, 'clientHeight', { value: HEIGHT });
    panel.hide();
    'abcdefghi'
      .split('')
      .forEach((id, rank) => panels.addSection('datasets', buildSection(id, rank)));
    panel.show();
    prepare(panel, panels);
    await new Promise(requestAnimationFrame);
    const open = panel.widgets.filter(({ isHidden }) => !isHidden).map(({ title }) => title.label);
    return { panel, open };
  };

  test('are folded from the last on, so that those above show something', async () => {
    expect((await show()).open).toEqual(['a', 'b', 'c']);
  });

  test('stay as the user has left them', async () => {
    const { open } = await show(panel => (panel.content as AccordionPanel).collapse(0));
    expect(open).toEqual(['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
  });

  test('are not folded when one is asked for', async () => {
    const { open } = await show((_, panels) => panels.open('datasets', 'h'));
    expect(open).toEqual(['a', 'b', 'c', 'h']);
  });

  test('are given their room when they are opened, and scrolled to; the panel scrolls', async () => {
    const { panel } = await show();
    const accordion = panel.content as AccordionPanel;
    const needed = () => Number.parseInt(accordion.node.style.minHeight, 10);
    MessageLoop.flush();
    const before = needed();
    const scrolled = jest.spyOn(panel.widgets[7].node, 'scrollIntoView');
    accordion.expand(7);
    MessageLoop.flush();
    expect(needed() - before).toBeGreaterThan(150);
    await new Promise(requestAnimationFrame);
    expect(scrolled).toHaveBeenCalled();
  });
});

test('while the server is down the panel says why, and restarts it', async () => {
  const { panels, monitor, changed, shown } = buildPanels();
  panels.add(PANEL);
  monitor.state = 'failed';
  monitor.problem = { code: 'internal', message: 'The server has died.', remedy: 'Restart it.' };
  monitor.log = ['{"level":"error","message":"out of memory"}'];
  changed.emit();
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The server has died.');
  expect(alert.textContent).toContain('error out of memory');
  expect(shown[0].content.isHidden).toBe(true);
  await userEvent.click(screen.getByRole('button', { name: 'Restart the server' }));
  expect(monitor.restart).toHaveBeenCalled();
  monitor.state = 'running';
  changed.emit();
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(shown[0].content.isHidden).toBe(false);
});

test('a server that hangs can be restarted, and what it has told is still shown', async () => {
  const { panels, monitor, changed, shown } = buildPanels();
  panels.add(PANEL);
  monitor.state = 'unresponsive';
  monitor.problem = { code: 'server-unreachable', message: 'The server does not answer.' };
  changed.emit();
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('What is shown here may be old.');
  expect(screen.getByRole('button', { name: 'Restart the server' })).toBeTruthy();
  expect(shown[0].content.isHidden).toBe(false);
});

test('where Jupyter is away nothing is offered or said that needs it', async () => {
  const { panels, monitor, changed } = buildPanels();
  panels.add(PANEL);
  monitor.state = 'unreachable';
  monitor.problem = { code: 'server-unreachable', message: 'Jupyter itself does not answer.' };
  monitor.log = ['{"level":"info","message":"ready"}'];
  changed.emit();
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Jupyter itself does not answer.');
  expect(alert.textContent).not.toMatch(/go on working|ready/);
  expect(screen.queryByRole('button', { name: 'Restart the server' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Look again' }));
  expect(monitor.check).toHaveBeenCalledTimes(1);
  expect(monitor.restart).not.toHaveBeenCalled();
});

test('a panel is brought to the front, and goes with its area', () => {
  const { panels, shown, activated } = buildPanels();
  const added = panels.add(PANEL);
  expect(() => panels.add(PANEL)).toThrow('There is a panel "datasets" already.');
  panels.open('datasets');
  panels.open('unknown');
  expect(activated).toEqual(['atelier-datasets']);
  added.dispose();
  expect(shown[0].isDisposed).toBe(true);
});
