import type { CellExecution, Client, Lineage, RunDetail, RunModel } from '@atelier-ml/api';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { buildFakeStudio, giveElementsSize } from '../../../shell/src/testing/index.ts';
import { addCommands } from '../commands.ts';
import { createRunFeed } from '../live/index.ts';
import { RunFilter } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { buildRun, buildRunDetail, FakeLogServer, FakeRunServer } from '../testing/index.ts';
import { createRunPage } from './run-page.tsx';

const START = 1_760_000_000_000;
const cellOf = (cellId: string, source: string, at: number) => ({
  cellId,
  source,
  at,
  sourceHash: 'a'.repeat(64),
  executionCount: 1
});

interface Opened {
  artifacts?: Record<string, string>;
  points?: Record<string, number[]>;
  children?: RunDetail[];
  lineage?: Lineage;
  models?: RunModel[];
  openCells?: ExperimentsServices['openCells'];
  executions?: Partial<CellExecution>[];
}

async function openRun(changes: Partial<RunDetail>, more: Opened = {}) {
  const server = new FakeRunServer();
  const log = new FakeLogServer();
  const run = buildRunDetail({ name: 'forest', startedAt: START, ...changes });
  server.put(run);
  for (const [key, values] of Object.entries(more.points ?? {})) {
    values.forEach((value, step) => server.log(run.id, key, step, value));
  }
  const calls = {
    update: jest.fn(async ({ body }) => ({ ...run, ...body })),
    restore: jest.fn(async () => run),
    search: jest.fn(async () => ({ items: more.children ?? [], total: 0, cursor: null })),
    artifact: jest.fn(async ({ params }) => new Response(more.artifacts?.[params.path]))
  };
  const api = {
    runs: { ...server.api.runs, ...log.api.runs, ...calls },
    compute: { cells: async () => ({ items: more.executions ?? [] }) },
    lineage: { run: async () => more.lineage },
    loggedModels: { ofRun: async () => ({ items: more.models ?? [] }) }
  } as unknown as Client;
  const studio = buildFakeStudio();
  const services: ExperimentsServices = {
    ...studio,
    client: { ...studio.client, api },
    feed: createRunFeed({ api, events: server.events }),
    highlighter: async (code, _, node) => {
      node.textContent = code;
    },
    filter: new RunFilter(),
    openCells: more.openCells
  };
  addCommands(services);
  const [openDataset, openModel] = [jest.fn(), jest.fn()];
  services.commands.addCommand('models:open-model', { execute: openModel });
  services.commands.addCommand('datasets:open-dataset', { execute: openDataset });
  const host = {
    args: { id: run.id, name: '', workspace: '~' },
    workspace: '~',
    setTitle: () => undefined,
    close: () => undefined
  };
  await act(async () => {
    Widget.attach(createRunPage(services)(host), document.body);
    MessageLoop.flush();
  });
  await screen.findByRole('heading', { name: /forest/ });
  const user = userEvent.setup();
  const tab = (name: RegExp) => user.click(screen.getByRole('tab', { name }));
  return {
    run,
    server,
    log,
    calls,
    openDataset,
    openModel,
    downloads: studio.recorded.downloads,
    user,
    tab
  };
}

beforeAll(() => giveElementsSize());
beforeEach(() => localStorage.clear());
afterEach(() => document.body.replaceChildren());

describe('the overview of a run', () => {
  it('adds and removes tags, and leaves those of clients alone', async () => {
    const { calls, user } = await openRun({ tags: { stage: 'candidate', 'mlflow.user': 'ada' } });
    expect(screen.queryByText('mlflow.user: ada')).toBeNull();
    await user.type(screen.getByRole('textbox', { name: /New tag/ }), 'owner: ada{Enter}');
    expect(calls.update.mock.lastCall?.[0].body.tags).toEqual({
      stage: 'candidate',
      'mlflow.user': 'ada',
      owner: 'ada'
    });
    await user.click(screen.getByRole('button', { name: 'Remove the tag stage' }));
    expect(calls.update.mock.lastCall?.[0].body.tags).toEqual({ 'mlflow.user': 'ada' });
  });

  it('names the runs that it belongs with', async () => {
    const child = buildRun({ name: 'fold 1' }) as RunDetail;
    await openRun(
      { parentId: 'p'.repeat(32), forkedFrom: { run: 'f'.repeat(32), step: 12 } },
      { children: [child] }
    );
    expect(screen.getByRole('button', { name: 'pppppppp' })).toBeTruthy();
    expect(screen.getByText(/at step 12/)).toBeTruthy();
  });

  it('shows the best value by the goal of the metric', async () => {
    const summary = { last: 0.7, minimum: 0.2, maximum: 0.9, count: 3, step: 2 };
    await openRun({
      metrics: { loss: summary },
      metricDefinitions: { loss: { unit: 'nats', goal: 'minimize' } }
    });
    expect(screen.getByRole('row', { name: 'loss nats 0.7 0.2 0.2 0.9 3' })).toBeTruthy();
  });

  it('finds a param among many', async () => {
    const params = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`p${n}`, `v${n}`]));
    const { user } = await openRun({ params });
    await user.type(screen.getByRole('searchbox', { name: 'Search params' }), 'v17');
    expect(screen.getByRole('row', { name: 'p17 v17' })).toBeTruthy();
    expect(screen.queryByRole('row', { name: 'p1 v1' })).toBeNull();
  });

  it('shows the models that were logged, with their metrics, files and versions', async () => {
    const logged: RunModel = {
      id: `m-${'a'.repeat(32)}`,
      name: 'classifier',
      type: 'sklearn',
      status: 'ready',
      use: 'made',
      createdAt: START,
      params: { penalty: 'l2' },
      metrics: [{ key: 'auc', value: 0.83, step: 0, dataset: 'patients' }],
      registrations: [{ id: 'r', name: 'diabetes', version: 3 }],
      files: [{ path: 'data/MLmodel', size: 2_048 }]
    };
    const other: RunModel = { ...logged, id: `m-${'b'.repeat(32)}`, name: 'base', use: 'used' };
    const { downloads, openModel, user } = await openRun({}, { models: [logged, other] });
    const model = within(await screen.findByRole('region', { name: 'classifier' }));
    expect(model.getByText('sklearn')).toBeTruthy();
    expect(model.getByText('ready')).toBeTruthy();
    expect(model.queryByText('used by the run')).toBeNull();
    expect(model.getByRole('row', { name: 'auc on patients 0.83' })).toBeTruthy();
    expect(model.getByRole('row', { name: 'penalty l2' })).toBeTruthy();
    await user.click(model.getByRole('button', { name: /diabetes 3/ }));
    expect(openModel.mock.lastCall?.[0]).toMatchObject({ id: 'r', version: '3' });
    await user.click(model.getByRole('button', { name: 'data/MLmodel' }));
    expect(downloads).toMatchObject([
      { path: expect.stringContaining(`${logged.id}/files/data/MLmodel`), filename: 'MLmodel' }
    ]);
    expect(
      within(screen.getByRole('region', { name: 'base' })).getByText('used by the run')
    ).toBeTruthy();
  });

  it('says nothing of models where none was logged', async () => {
    await openRun({});
    expect(screen.queryByRole('heading', { name: 'Logged models' })).toBeNull();
  });

  it('says that nothing is heard of a stale run, and why a run has failed', async () => {
    await openRun({ status: 'stale', endedAt: null, error: 'RangeError: loss is NaN' });
    expect(screen.getByText(/Nothing has been heard of this run/)).toBeTruthy();
    expect(within(screen.getByRole('alert')).getByText('RangeError: loss is NaN')).toBeTruthy();
  });

  it('restores a run from the trash, and changes nothing of it there', async () => {
    const { calls, user } = await openRun({ deletedAt: START });
    expect(screen.getByText(/This run is in the trash/)).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: /New tag/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Restore' }));
    expect(calls.restore).toHaveBeenCalledTimes(1);
  });
});

describe('the code of a run', () => {
  const cells = [
    cellOf('a', 'first', START + 500),
    cellOf('b', 'other', START + 600),
    cellOf('a', 'second', START + 2_500)
  ];

  it('shows the cells as they were at a step', async () => {
    const { tab, user } = await openRun({ cells }, { points: { loss: [3, 2, 1, 0] } });
    await tab(/Code/);
    expect(screen.getAllByRole('listitem').filter(one => one.closest('ol'))).toHaveLength(3);
    await user.type(screen.getByRole('spinbutton', { name: 'As they were at step' }), '2');
    expect(screen.getByText('first')).toBeTruthy();
    expect(screen.queryByText('second')).toBeNull();
    expect(screen.getByText(/As they were at step 2/)).toBeTruthy();
  });

  it('tells what a cell cost when it was executed then', async () => {
    const execution = {
      cellId: 'b',
      executionCount: 1,
      seconds: 12,
      energyKwh: 0.0013,
      cost: null
    };
    const consumption = { gpuHours: 12 / 3_600 } as CellExecution['consumption'];
    const startedAt = START + 700;
    const { tab } = await openRun(
      { cells },
      { executions: [{ ...execution, consumption, startedAt }] }
    );
    await tab(/Code/);
    expect(await screen.findByText('12 s · 12 GPU s · 1.3 Wh')).toBeTruthy();
  });

  it('says which cells have changed since, where the notebook is open', async () => {
    const sourceOf = (_: string, id: string) => (id === 'a' ? 'second' : null);
    const { tab } = await openRun({ cells, notebook: 'tour.ipynb' }, { openCells: { sourceOf } });
    await tab(/Code/);
    expect(screen.getAllByText('changed since')).toHaveLength(1);
    expect(screen.getAllByText('removed since')).toHaveLength(1);
  });

  it('shows commit, uncommitted changes and packages', async () => {
    const files = {
      '.atelier/git.diff': 'diff --git a/x b/x\n@@ -1 +1 @@\n-old\n+new\n',
      '.atelier/environment.json': '{"packages":{"numpy":"2.4.1"},"runtime":{"python":"3.11"}}'
    };
    const artifacts = Object.keys(files).map(path => ({
      path,
      sha256: path.padEnd(64, '0').slice(0, 64),
      size: 1,
      mediaType: 'text/plain',
      step: null,
      createdAt: START
    }));
    const tags = {
      'mlflow.source.git.commit': 'abcdef1234',
      'mlflow.source.git.repoURL': 'git@github.com:a/b.git',
      'mlflow.source.git.dirty': 'true'
    };
    const { tab } = await openRun({ artifacts, tags }, { artifacts: files });
    await tab(/Code/);
    const link = screen.getByRole('link', { name: 'abcdef1234' });
    expect(link.getAttribute('href')).toBe('https://github.com/a/b/commit/abcdef1234');
    expect(await screen.findByText('1 line added')).toBeTruthy();
    expect(await screen.findByText('+new')).toBeTruthy();
    expect(await screen.findByRole('row', { name: 'numpy 2.4.1' })).toBeTruthy();
    expect(screen.getByRole('row', { name: 'python 3.11' })).toBeTruthy();
  });
});

describe('the other parts of a run', () => {
  it('show what it writes, and find a line on the server', async () => {
    const { log, tab, user } = await openRun({});
    log.write(30);
    await tab(/Logs/);
    expect(await screen.findByText('line 29')).toBeTruthy();
    await user.type(screen.getByRole('searchbox', { name: 'Search the log' }), 'line 17');
    await waitFor(() => expect(screen.queryByText('line 29')).toBeNull());
    expect(await screen.findByText('1 hit')).toBeTruthy();
    expect(screen.getByText('line 17').tagName).toBe('MARK');
  });

  it('keep the machine’s figures apart, along the time since the start', async () => {
    const points = { loss: [1, 2], 'system/cpu_utilization_percentage': [50, 60] };
    const { tab } = await openRun({}, { points });
    await tab(/System/);
    expect(
      await screen.findByRole('region', { name: 'system/cpu_utilization_percentage' })
    ).toBeTruthy();
    expect(screen.queryByRole('region', { name: 'loss' })).toBeNull();
    expect(screen.getByText('%')).toBeTruthy();
    const axis = screen.getByRole('combobox', { name: 'Horizontal axis' });
    expect((axis as HTMLSelectElement).value).toBe('relative');
  });

  it('open what the run was made from', async () => {
    const node = { detail: '', deleted: false, gone: false };
    const { openDataset, tab, user } = await openRun(
      {},
      {
        lineage: {
          subject: 'run',
          nodes: [
            { ...node, uri: 'run', kind: 'run', id: 'r', name: 'forest' },
            { ...node, uri: 'data', kind: 'dataset', id: 'd', name: 'diabetes', detail: '1' },
            {
              ...node,
              uri: 'old',
              kind: 'dataset',
              id: null,
              name: 'old',
              deleted: true,
              gone: true
            }
          ],
          edges: [
            { from: 'data', to: 'run', kind: 'used' },
            { from: 'old', to: 'run', kind: 'used' }
          ],
          truncated: true
        }
      }
    );
    await tab(/Lineage/);
    await user.click(await screen.findByRole('button', { name: /Dataset old gone/ }));
    expect(openDataset).not.toHaveBeenCalled();
    expect(screen.getByText(/There is more than is shown here/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /Dataset diabetes 1/ }));
    expect(openDataset.mock.lastCall?.[0]).toMatchObject({ id: 'd', name: 'diabetes' });
  });
});
