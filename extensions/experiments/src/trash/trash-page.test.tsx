import type { Client, Collection, CollectionPreview, TrashItem } from '@atelier-ml/api';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { buildFakeStudio, giveElementsSize } from '../../../shell/src/testing/index.ts';
import { addCommands } from '../commands.ts';
import { createRunFeed } from '../live/index.ts';
import { RunFilter } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { createTrashPage } from './trash-page.tsx';

const trashed = (id: string, more: Partial<TrashItem> = {}): TrashItem => ({
  kind: 'run',
  id,
  name: `run ${id}`,
  experiment: 'churn',
  runCount: null,
  size: 2_048,
  deletedAt: 1_000,
  deletedBy: 'ada',
  purgedAt: null,
  ...more
});

const PREVIEW: CollectionPreview = {
  experiments: 0,
  runs: 1,
  loggedModels: 0,
  metrics: 3,
  points: 3_000,
  files: 2,
  freed: { count: 1, bytes: 1_024 },
  fresh: { count: 0, bytes: 0 },
  kept: { count: 1, bytes: 1_024 },
  keptExamples: [
    {
      sha256: 'a'.repeat(64),
      size: 1_024,
      references: [{ kind: 'model-version', id: 'm', name: 'churn:1' }]
    }
  ],
  missing: 1,
  missingExamples: []
};

const RUNNING: Collection = {
  id: 'c'.repeat(32),
  workspaceId: 'w',
  selection: 'all',
  state: 'running',
  phase: 'rows',
  startedBy: 'ada',
  startedAt: 1,
  endedAt: null,
  experiments: 0,
  runs: 7,
  loggedModels: 0,
  examined: 0,
  freed: { count: 0, bytes: 0 },
  error: null
};

async function openTrash(items: TrashItem[]) {
  const server = { items, collections: [] as Collection[], days: 30 as number | null };
  const calls = {
    list: jest.fn(async ({ query }) => {
      const found = server.items.filter(item => !query.kind || item.kind === query.kind);
      return { items: found, total: found.length, retention: { days: server.days } };
    }),
    collections: async () => ({ items: server.collections }),
    preview: jest.fn(async () => PREVIEW),
    collect: jest.fn(async () => RUNNING),
    restore: jest.fn(async ({ body }) => ({ restored: body.items.length, refused: [] })),
    cancel: jest.fn(async () => ({ ...RUNNING, state: 'cancelled' })),
    retention: async () => ({ days: server.days }),
    setRetention: jest.fn(async ({ body }) => body)
  };
  const studio = buildFakeStudio({ trash: calls } as never);
  const services: ExperimentsServices = {
    ...studio,
    feed: createRunFeed({ api: studio.client.api as Client, events: studio.events }),
    highlighter: async () => undefined,
    filter: new RunFilter()
  };
  addCommands(services);
  const widget = createTrashPage(services)({
    args: { workspace: 'w' },
    workspace: 'w',
    setTitle: () => undefined,
    close: () => undefined
  });
  await act(async () => {
    Widget.attach(widget, document.body);
    MessageLoop.flush();
  });
  return { calls, server, studio, user: userEvent.setup(), widget };
}

beforeEach(() => giveElementsSize(1_000));
afterEach(() => document.body.replaceChildren());

describe('the page of the trash', () => {
  it('says of each thing what it is, who deleted it, and that it never goes by itself', async () => {
    const { widget } = await openTrash([
      trashed('a'),
      trashed('b', { kind: 'experiment', experiment: null, runCount: 12, deletedBy: null })
    ]);
    const rows = await screen.findAllByRole('row');
    expect(rows.slice(1).map(row => row.textContent)).toEqual([
      expect.stringMatching(/run aRunchurn2 KiB.*adanever/),
      expect.stringMatching(/run bExperiment, 12 runs–2 KiB.*–never/)
    ]);
    expect(screen.getByText('kept for 30 days')).toBeTruthy();
    expect((await axe(widget.node)).violations).toEqual([]);
  });

  it('says the same in two lines where there is no room for columns', async () => {
    giveElementsSize(400);
    const { widget } = await openTrash([trashed('a', { purgedAt: null })]);
    const list = await screen.findByRole('listbox', { name: 'Trash' });
    expect(list.textContent).toMatch(/run a.*Run · churn · 2 KiB.*is kept/);
    expect((await axe(widget.node)).violations).toEqual([]);
  });

  it('says what belongs here when there is nothing', async () => {
    await openTrash([]);
    expect(await screen.findByText(/lie here for a while/)).toBeTruthy();
    const empty = screen.getByRole('button', { name: 'Empty trash…' });
    expect((empty as HTMLButtonElement).disabled).toBe(true);
  });

  it('shows one kind alone, and the way back', async () => {
    const { calls, user } = await openTrash([trashed('a')]);
    await screen.findByText('run a');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'experiment');
    expect(await screen.findByText('Nothing of this kind lies in the trash.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show all kinds' }));
    await screen.findByText('run a');
    expect(calls.list.mock.lastCall![0].query.kind).toBeUndefined();
  });

  it('gives back what is chosen, by keyboard', async () => {
    const { calls, studio, user } = await openTrash([trashed('a'), trashed('b'), trashed('c')]);
    await screen.findByText('run a');
    screen.getByRole('grid', { name: 'Trash' }).focus();
    await user.keyboard(' {ArrowDown} ');
    const bar = within(screen.getByRole('group', { name: 'Chosen' }));
    await user.click(bar.getByRole('button', { name: 'Restore' }));
    await waitFor(() => expect(studio.recorded.messages).toEqual(['2 restored']));
    expect(calls.restore.mock.lastCall![0]).toMatchObject({
      params: { workspace: 'w' },
      body: {
        items: [
          { kind: 'run', id: 'a' },
          { kind: 'run', id: 'b' }
        ]
      }
    });
  });

  it('shows what deleting for good frees, keeps and misses before it asks', async () => {
    const { calls, user } = await openTrash([trashed('a')]);
    await screen.findByText('run a');
    screen.getByRole('grid', { name: 'Trash' }).focus();
    await user.keyboard('{Delete}');
    const dialog = within(await screen.findByRole('dialog', { hidden: true }));
    await dialog.findByText('1 run, 3 metrics, 2 artifacts');
    expect(dialog.getAllByText('1 KiB in 1 file')).toHaveLength(2);
    expect(dialog.getByText('Used by model churn:1')).toBeTruthy();
    expect(dialog.getByText(/Not on the disk any more/)).toBeTruthy();
    await user.click(dialog.getByText('Delete for good'));
    await waitFor(() => expect(calls.collect).toHaveBeenCalled());
    expect(calls.collect.mock.lastCall).toMatchObject([
      { body: { selection: { type: 'items', items: [{ kind: 'run', id: 'a' }] } } }
    ]);
  });

  it('removes nothing when the user thinks again', async () => {
    const { calls, user } = await openTrash([trashed('a')]);
    await user.click(await screen.findByRole('button', { name: 'Empty trash…' }));
    const dialog = within(await screen.findByRole('dialog', { hidden: true }));
    await dialog.findByText('There is no way back from this.');
    await user.click(dialog.getByText('Cancel'));
    expect(calls.preview.mock.lastCall).toMatchObject([{ body: { selection: { type: 'all' } } }]);
    expect(calls.collect).not.toHaveBeenCalled();
  });

  it('tells how far it has come, and can be stopped', async () => {
    const { calls, server, studio, user } = await openTrash([trashed('a')]);
    await screen.findByText('run a');
    server.collections = [RUNNING];
    await act(async () => studio.emit({ kind: 'trash', action: 'progressed' }));
    expect(await screen.findByText('Deleting for good: 7 runs removed, 0 B freed')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull());
    expect(calls.cancel).toHaveBeenCalledTimes(1);
  });

  it('changes how long the trash is kept', async () => {
    const { calls, user } = await openTrash([trashed('a')]);
    await user.click(await screen.findByRole('button', { name: 'Keep for…' }));
    const dialog = within(await screen.findByRole('dialog', { hidden: true }));
    await user.selectOptions(dialog.getByLabelText(/What is deleted/), 'forever');
    await user.click(dialog.getByText('Save'));
    await waitFor(() => expect(calls.setRetention).toHaveBeenCalled());
    expect(calls.setRetention.mock.lastCall![0].body).toEqual({ days: null });
  });
});
