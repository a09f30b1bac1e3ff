import type { Client, Experiment, Run } from '@atelier-ml/api';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { buildFakeStudio, giveElementsSize } from '../../shell/src/testing/index.ts';
import { addCommands } from './commands.ts';
import { createExperimentList } from './experiment-list.tsx';
import { createRunFeed } from './live/index.ts';
import { createExperimentPage } from './pages/experiment-page.tsx';
import { createRunList } from './run-list.tsx';
import { RunFilter } from './runs/index.ts';
import type { ExperimentsServices } from './services.ts';
import { buildExperiment, buildRun, buildSummary } from './testing/index.ts';

interface Stored {
  experiments?: Experiment[];
  runs?: Run[];
}

function buildServices({ experiments = [], runs = [] }: Stored = {}) {
  const asked: Record<string, unknown>[] = [];
  const api = {
    experiments: {
      list: async () => ({ items: experiments, total: experiments.length }),
      get: async () => experiments[0],
      delete: async () => ({})
    },
    runs: {
      list: async ({ query }: { query: Record<string, unknown> }) => {
        asked.push(query);
        const found = runs.filter(
          run => !query.experiment || run.experimentId === query.experiment
        );
        return { items: found, total: found.length };
      },
      search: async ({ body }: { body: Record<string, unknown> }) => {
        asked.push(body);
        return { items: runs, total: runs.length };
      },
      keys: async () => ({ metrics: [{ key: 'auc' }], params: [{ key: 'depth' }], tags: [] })
    }
  };
  const studio = buildFakeStudio(api as unknown as Parameters<typeof buildFakeStudio>[0]);
  const services: ExperimentsServices = {
    ...studio,
    feed: createRunFeed({ api: studio.client.api as Client, events: studio.events }),
    highlighter: async () => undefined,
    filter: new RunFilter()
  };
  addCommands(services);
  return { asked, experiments, runs, studio, services, user: userEvent.setup() };
}

async function show(widget: Widget): Promise<Widget> {
  await act(async () => {
    Widget.attach(widget, document.body);
    MessageLoop.flush();
  });
  return widget;
}

beforeAll(() => giveElementsSize());
afterEach(() => document.body.replaceChildren());

describe('the list of experiments', () => {
  it('shows numbers of runs and which are running, and opens one with Enter', async () => {
    const experiments = [buildExperiment({ runCount: 12, activeRunCount: 2 })];
    const { services, studio, user } = buildServices({ experiments });
    const { node } = await show(createExperimentList(services));
    const row = await screen.findByRole('option', { name: /diabetes/ });
    expect(row.textContent).toContain('12 runs');
    expect(row.textContent).toContain('2 running');
    screen.getByRole('listbox', { name: 'Experiments' }).focus();
    await user.keyboard('{Enter}');
    expect(studio.recorded.opened).toMatchObject([
      { page: 'experiment', args: { id: experiments[0].id, name: 'diabetes' } }
    ]);
    expect((await axe(node)).violations).toEqual([]);
  });

  it('counts anew when a run has started', async () => {
    const experiments = [buildExperiment({ runCount: 1 })];
    const { services, studio } = buildServices({ experiments });
    await show(createExperimentList(services));
    await screen.findByText('1 run');
    experiments[0] = { ...experiments[0], runCount: 2 };
    act(() => studio.emit({ kind: 'run', action: 'created' }));
    await screen.findByText('2 runs');
  });

  it('says what an experiment is when there is none, and offers to make one', async () => {
    const { services } = buildServices();
    await show(createExperimentList(services));
    await screen.findByRole('button', { name: 'New experiment' });
  });
});

describe('the list of runs', () => {
  const build = () => {
    const experiment = buildExperiment();
    const other = buildExperiment({ name: 'churn' });
    const runs = ['tree', 'forest'].map(name =>
      buildRun({
        name,
        experimentId: experiment.id,
        metrics: { auc: buildSummary(name === 'tree' ? 0.7 : 0.9) }
      })
    );
    return buildServices({ experiments: [experiment, other], runs });
  };

  it('chooses with the space bar and compares the chosen', async () => {
    const { runs, services, studio, user } = build();
    const { node } = await show(createRunList(services));
    const list = await screen.findByRole('listbox', { name: 'Runs' });
    list.focus();
    await user.keyboard(' ');
    const compare = screen.getByRole<HTMLButtonElement>('button', { name: 'Compare' });
    expect(compare.disabled).toBe(true);
    await user.keyboard('{ArrowDown} ');
    await user.click(screen.getByRole('button', { name: 'Compare' }));
    expect(studio.recorded.opened).toMatchObject([
      { page: 'compare', args: { runs: runs.map(({ id }) => id) } }
    ]);
    expect((await axe(node)).violations).toEqual([]);
  });

  it('sorts by a metric on the server and shows its value', async () => {
    const { asked, services, user } = build();
    await show(createRunList(services));
    await screen.findByRole('listbox', { name: 'Runs' });
    await user.selectOptions(screen.getByRole('combobox', { name: 'Sort by' }), 'metric:auc');
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ orderBy: 'metrics.auc DESC' }));
    await screen.findByText('0.9');
    await user.click(screen.getByRole('button', { name: 'Sorted descending' }));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ orderBy: 'metrics.auc ASC' }));
  });

  it('shows the runs of one experiment, and finds the way back when it has none', async () => {
    const { experiments, services, user } = build();
    await show(createRunList(services));
    const choice = await screen.findByRole('combobox', { name: 'Experiment' });
    await within(choice).findByRole('option', { name: 'churn' });
    await user.selectOptions(choice, experiments[1].id);
    await screen.findByText('“churn” has no run yet.');
    await user.click(screen.getByRole('button', { name: 'Show all runs' }));
    await screen.findByRole('option', { name: /forest/ });
  });

  it('takes a deleted run out of the chosen ones, and all of them in another workspace', async () => {
    const { runs, services, studio } = build();
    await show(createRunList(services));
    await screen.findByRole('listbox', { name: 'Runs' });
    act(() => services.filter.select(runs.map(({ id }) => id)));
    act(() => studio.emit({ kind: 'run', action: 'deleted', subjectId: runs[0].id }));
    expect([...services.filter.selected]).toEqual([runs[1].id]);
    act(() => studio.setWorkspace({ ...studio.workspace, id: '2'.repeat(32) }));
    expect(services.filter.selected.size).toBe(0);
  });
});

describe('the page of an experiment', () => {
  it('sorts by the title of a column, chooses columns, and is live', async () => {
    const experiment = buildExperiment({ runCount: 1 });
    const runs = [
      buildRun({
        name: 'tree',
        experimentId: experiment.id,
        params: { depth: '3' },
        metrics: { auc: buildSummary(0.7) }
      })
    ];
    const { asked, services, studio, user } = buildServices({ experiments: [experiment], runs });
    const host = {
      args: { id: experiment.id, name: 'diabetes', workspace: '~' },
      workspace: '~',
      setTitle: () => undefined,
      close: () => undefined
    };
    const { node } = await show(createExperimentPage(services)(host));
    await screen.findByRole('gridcell', { name: '0.7' });
    const title = () => screen.queryByRole('columnheader', { name: /^auc/ });
    await user.click(within(title()!).getByRole('button'));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ orderBy: ['metrics.auc DESC'] }));
    expect(asked.at(-1)).toMatchObject({ experiments: [experiment.id] });
    await waitFor(() => expect(title()?.getAttribute('aria-sort')).toBe('descending'));
    expect((await axe(node)).violations).toEqual([]);

    await user.click(screen.getByRole('button', { name: /^Columns/ }));
    await user.click(screen.getByRole('checkbox', { name: 'depth' }));
    expect(screen.queryByRole('columnheader', { name: /^depth/ })).toBeNull();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('checkbox', { name: 'depth' })).toBeNull();

    runs[0] = { ...runs[0], metrics: { auc: buildSummary(0.8) } };
    act(() => studio.emit({ kind: 'run', action: 'progressed', subjectId: runs[0].id }));
    await screen.findByRole('gridcell', { name: '0.8' }, { timeout: 3_000 });
  });
});
