import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { buildFakeStudio, giveElementsSize } from '../../../shell/src/testing/index.ts';
import { addCommands } from '../commands.ts';
import { createRunFeed } from '../live/index.ts';
import { RunFilter } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { buildArtifact, buildRunDetail, buildSummary, FakeBulkServer } from '../testing/index.ts';
import { createComparePage } from './compare-page.tsx';

const TREE = 'a'.repeat(32);
const FOREST = 'b'.repeat(32);

const sample = (of: string, step: number) =>
  buildArtifact({ path: `samples/${of}-${step}.png`, mediaType: 'image/png', step });

async function openComparison() {
  const server = new FakeBulkServer();
  server.put(
    buildRunDetail({
      id: TREE,
      name: 'tree',
      params: { depth: '3', seed: '1' },
      metrics: { auc: buildSummary(0.7) },
      artifacts: [sample('digits', 0), sample('digits', 10)]
    }),
    buildRunDetail({
      id: FOREST,
      name: 'forest',
      params: { depth: '5', seed: '1' },
      metrics: { auc: buildSummary(0.9) },
      artifacts: [sample('digits', 5)]
    })
  );
  server.log(TREE, 'auc', 0.7);
  server.log(FOREST, 'auc', 0.9);
  const studio = buildFakeStudio({});
  const { api, events } = server;
  const services: ExperimentsServices = {
    ...studio,
    events,
    client: { ...studio.client, api },
    feed: createRunFeed({ api, events }),
    highlighter: async (code, _, node) => {
      node.textContent = code;
    },
    filter: new RunFilter()
  };
  addCommands(services);
  const page = createComparePage(services)({
    args: { runs: [TREE, FOREST], workspace: '~' },
    workspace: '~',
    setTitle: jest.fn(),
    close: () => undefined
  });
  await act(async () => {
    Widget.attach(page, document.body);
    MessageLoop.flush();
  });
  await screen.findByRole('button', { name: 'Show forest' });
  return { server, page, user: userEvent.setup() };
}

beforeAll(() => {
  giveElementsSize();
  URL.createObjectURL = () => 'blob:picture';
  URL.revokeObjectURL = () => undefined;
});
afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
});

describe('the page that compares runs', () => {
  it('marks the best value, and turns it round when lower is the better', async () => {
    const { user } = await openComparison();
    await user.click(screen.getByRole('tab', { name: 'Table' }));
    const grid = await screen.findByRole('grid', { name: 'Comparison' });
    const best = () =>
      within(grid)
        .getAllByRole('gridcell')
        .filter(cell => cell.textContent.includes('best'))
        .map(cell => cell.textContent);
    expect(best()).toEqual([expect.stringContaining('0.9')]);
    await user.click(within(grid).getByTitle('higher is better; change'));
    await waitFor(() => expect(best()).toEqual([expect.stringContaining('0.7')]));
  });

  it('shows what differs, and all when asked to', async () => {
    const { user } = await openComparison();
    await user.click(screen.getByRole('tab', { name: 'Table' }));
    const titles = () => screen.getAllByRole('rowheader').map(header => header.textContent);
    await screen.findByRole('grid', { name: 'Comparison' });
    expect(titles()).toContain('depth');
    expect(titles()).not.toContain('seed');
    await user.click(screen.getByRole('checkbox', { name: 'Only differences' }));
    await waitFor(() => expect(titles()).toEqual(expect.arrayContaining(['depth', 'seed'])));
  });

  it('plots one field over another', async () => {
    const { user } = await openComparison();
    await user.click(screen.getByRole('tab', { name: 'Scatter' }));
    const plot = await screen.findByRole('figure', { name: 'auc over depth' });
    expect(within(plot).getByText(/Drag around points/)).toBeTruthy();
  });

  it('shows the pictures of all runs at one step, and each one large', async () => {
    const { user } = await openComparison();
    await user.click(screen.getByRole('tab', { name: 'Media' }));
    const row = within(await screen.findByRole('region', { name: 'samples/digits-#.png' }));
    expect(await row.findAllByRole('img')).toHaveLength(2);
    const shown = () => row.getAllByRole('listitem').map(tile => tile.textContent);
    expect(shown()).toEqual(['treestep 10', 'foreststep 5']);

    row.getByRole('button', { name: 'Enlarge samples/digits-#.png of tree' }).focus();
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    await waitFor(() => expect(shown()).toEqual(['treestep 0', 'from step 5forest']));

    await user.keyboard('{Enter}');
    const large = within(await screen.findByRole('dialog', { hidden: true }));
    large.getByRole('group', { hidden: true }).focus();
    await user.keyboard('{ArrowRight}{ArrowDown}');
    await waitFor(() => expect(large.getByText('run 2 of 2')).toBeTruthy());
    expect(shown()).toEqual(['treestep 0', 'foreststep 5']);
    await user.click(large.getByRole('button', { name: 'Close', hidden: true }));
    await waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());

    await user.type(screen.getByRole('searchbox', { name: 'Find by name' }), 'letters');
    expect(await screen.findByText('No name has “letters” in it.')).toBeTruthy();
  });

  it('says so when there is nothing to be seen side by side', async () => {
    const { server, user } = await openComparison();
    for (const id of [TREE, FOREST]) {
      server.put(buildRunDetail({ id }));
    }
    await user.click(screen.getByRole('tab', { name: 'Media' }));
    expect(await screen.findByText(/have kept no picture/)).toBeTruthy();
  });

  it('takes a run out, and says so when none is left', async () => {
    const { user } = await openComparison();
    await user.click(screen.getByRole('button', { name: 'Take tree out' }));
    expect(await screen.findByRole('heading', { name: '1 run compared' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Take forest out' }));
    expect(await screen.findByText('No run is left to compare.')).toBeTruthy();
  });

  it('keeps a run that was deleted meanwhile, and says that it is gone', async () => {
    const { server } = await openComparison();
    act(() => server.remove(TREE));
    expect(await screen.findByText('deleted')).toBeTruthy();
    expect(screen.getByRole('heading', { name: '2 runs compared' })).toBeTruthy();
  });
});
