import type { Client } from '@atelier-ml/api';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { buildFakeStudio, giveElementsSize } from '../../../shell/src/testing/index.ts';
import { addCommands } from '../commands.ts';
import { createRunFeed } from '../live/index.ts';
import { RunFilter } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { buildRunDetail, buildSummary, FakeRunServer } from '../testing/index.ts';
import { createRunPage } from './run-page.tsx';

function buildServices(server: FakeRunServer) {
  const artifact: Client['runs']['artifact'] = async () => new Response('{"auc":0.9}');
  const studio = buildFakeStudio({ runs: { artifact } });
  const compute = { cells: async () => ({ items: [] }) };
  const runs = { ...server.api.runs, artifact };
  const api = { ...server.api, compute, runs } as unknown as Client;
  const services: ExperimentsServices = {
    ...studio,
    client: { ...studio.client, api },
    feed: createRunFeed({ api, events: server.events }),
    highlighter: async (code, _, node) => {
      node.textContent = code;
    },
    filter: new RunFilter()
  };
  addCommands(services);
  return { studio, services };
}

async function show(widget: Widget): Promise<void> {
  await act(async () => {
    Widget.attach(widget, document.body);
    MessageLoop.flush();
  });
}

const hostOf = <A,>(args: A) => ({
  args,
  workspace: '~',
  setTitle: jest.fn(),
  close: () => undefined
});

beforeAll(() => giveElementsSize());
afterEach(() => document.body.replaceChildren());

describe('the page of a run', () => {
  async function openRun() {
    const server = new FakeRunServer();
    const run = buildRunDetail({
      name: 'forest',
      notebook: 'notebooks/tour.ipynb',
      tags: { stage: 'candidate' },
      params: { depth: '3' },
      metrics: { auc: buildSummary(0.875) },
      inputs: ['atelier://default/datasets/diabetes:3', 'https://example.org/data.csv'],
      artifacts: [
        {
          path: 'a/summary.json',
          sha256: 'a'.repeat(64),
          size: 11,
          mediaType: '',
          step: null,
          createdAt: 0
        }
      ],
      cells: [
        {
          cellId: 'c1',
          executionCount: 7,
          source: 'const x = 1;',
          sourceHash: 'a'.repeat(64),
          at: 0
        }
      ]
    });
    server.put(run);
    server.log(run.id, 'auc', 0, 0.875);
    const { services, studio } = buildServices(server);
    const openDataset = jest.fn();
    services.commands.addCommand('datasets:open-dataset', { execute: openDataset });
    services.commands.addCommand('models:register', { execute: jest.fn() });
    const host = hostOf({ id: run.id, name: '', workspace: '~' });
    await show(createRunPage(services)(host));
    await screen.findByRole('heading', { name: /forest/ });
    return { run, server, host, studio, openDataset, user: userEvent.setup() };
  }

  it('shows status, tags, params and metrics, and names its tab', async () => {
    const { host } = await openRun();
    expect(host.setTitle).toHaveBeenLastCalledWith('forest');
    expect(screen.getAllByText('stage: candidate')).not.toHaveLength(0);
    expect(screen.getByRole('row', { name: 'depth 3' })).toBeTruthy();
    expect(screen.getByRole('row', { name: 'auc 0.875 0.875 0.875 1' })).toBeTruthy();
  });

  it('links inputs that an area can open, and leaves other addresses as they are', async () => {
    const { openDataset, user } = await openRun();
    await user.click(screen.getByRole('button', { name: /diabetes 3/ }));
    expect(openDataset.mock.calls[0][0]).toMatchObject({ id: 'diabetes', version: '3' });
    expect(screen.getByText('https://example.org/data.csv').tagName).toBe('CODE');
  });

  it('goes through its parts with the arrow keys', async () => {
    const { user } = await openRun();
    await user.click(screen.getByRole('tab', { name: 'Overview' }));
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(screen.getByRole('tab', { name: /Charts/ }));
    expect(screen.getByRole('slider', { name: /Smoothing/ })).toBeTruthy();
    await user.click(screen.getByRole('tab', { name: /Code/ }));
    expect(screen.getByText('const x = 1;')).toBeTruthy();
    expect(screen.getByText('[7]')).toBeTruthy();
  });

  it('previews an artifact, downloads it, and offers to register it', async () => {
    const { studio, user } = await openRun();
    await user.click(screen.getByRole('tab', { name: /Artifacts/ }));
    await user.click(screen.getByRole('treeitem', { name: /summary.json/ }));
    expect(await screen.findByText('auc:')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Download a/summary.json' }));
    expect(studio.recorded.downloads[0]).toMatchObject({ filename: 'summary.json' });
    expect(screen.getByRole('button', { name: 'Register a/summary.json as a model' })).toBeTruthy();
  });

  it('stays with its last values when the run is deleted elsewhere', async () => {
    const { run, server } = await openRun();
    act(() => server.remove(run.id));
    await screen.findByText(/has been deleted/);
    expect(screen.getByRole('row', { name: 'depth 3' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Delete Run' })).toBeNull();
  });
});
