import { createHash, webcrypto } from 'node:crypto';
import type { CellRuns, Client } from '@atelier-ml/api';
import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import { PanelLayout, Widget } from '@lumino/widgets';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { FakeEvents } from '../testing/index.ts';
import { NotebookBadges } from './notebook-badges.ts';
import type { CellShape } from './notebook-shape.ts';

expect.extend(toHaveNoViolations);

const hashOf = (source: string) => createHash('sha256').update(source).digest('hex');

const runOf = (name: string, source: string): CellRuns['runs'][number] => ({
  id: hashOf(name).slice(0, 32),
  name,
  experimentName: 'diabetes',
  status: 'finished',
  startedAt: 1_760_000_000_000,
  sourceHash: hashOf(source),
  executionCount: 4
});

class FakeCell extends Widget {
  readonly ready = Promise.resolve();
  readonly model: CellShape['model'];
  #source: string;

  constructor(id: string, source: string, type = 'code') {
    super();
    this.#source = source;
    const layout = new PanelLayout();
    this.layout = layout;
    const output = new Widget();
    output.addClass('jp-Cell-outputWrapper');
    layout.addWidget(new Widget());
    layout.addWidget(output);
    const changed = new Signal<object, unknown>({});
    this.model = { id, type, sharedModel: { getSource: () => this.#source, changed } };
    this.write = text => {
      this.#source = text;
      changed.emit(undefined);
    };
  }

  write: (text: string) => void;
}

function buildNotebook(cells: FakeCell[], runs: Record<string, CellRuns['runs']>) {
  const events = new FakeEvents();
  const asked: string[][] = [];
  const opened: string[] = [];
  const api = {
    runs: {
      ofCells: async ({ body }: { body: { cells: string[] } }) => {
        asked.push(body.cells);
        const found = body.cells.filter(id => runs[id]);
        return { cells: found.map(cellId => ({ cellId, runs: runs[cellId] })) };
      }
    }
  } as unknown as Client;
  const modelContentChanged = new Signal<object, unknown>({});
  const widgets = [...cells];
  widgets.forEach(cell => Widget.attach(cell, document.body));
  const badges = new NotebookBadges({
    api,
    events,
    scope: { reference: 'default', changed: new Signal({} as never) },
    trans: nullTranslator.load('atelier'),
    interval: 0,
    onOpen: run => void opened.push(run.name)
  }).createNew({ content: { widgets, model: null, modelContentChanged } });
  const add = (cell: FakeCell) => {
    Widget.attach(cell, document.body);
    widgets.push(cell);
    modelContentChanged.emit(undefined);
  };
  return { add, asked, badges, events, opened, runs };
}

// browsers have it, the DOM of the tests has not
Object.defineProperty(globalThis.crypto, 'subtle', { value: webcrypto.subtle });

const flush = () => act(async () => MessageLoop.flush());

describe('the badges of a notebook’s cells', () => {
  afterEach(() => document.body.replaceChildren());

  it('show the runs of a cell between its input and its output, and open them', async () => {
    const cell = new FakeCell('a', 'fit()');
    const { opened } = buildNotebook([cell], { a: [runOf('forest', 'fit()')] });
    const badge = await screen.findByRole('button', { name: 'Open run forest, Finished' });
    expect([...cell.node.children].indexOf(badge.closest('.atl-CellBadges-host')!)).toBe(1);
    await userEvent.click(badge);
    expect(opened).toEqual(['forest']);
    expect(await axe(cell.node)).toHaveNoViolations();
  });

  it('tell when the cell has been changed since, as it is typed', async () => {
    const cell = new FakeCell('a', 'fit()');
    buildNotebook([cell], { a: [runOf('forest', 'fit()')] });
    await screen.findByRole('button', { name: 'Open run forest, Finished' });
    act(() => cell.write('fit(depth=3)'));
    await screen.findByRole('button', { name: /the cell has been changed since$/ });
    act(() => cell.write('fit()'));
    await screen.findByRole('button', { name: 'Open run forest, Finished' });
  });

  it('fold what is more than three', async () => {
    const runs = ['a', 'b', 'c', 'd', 'e'].map(name => runOf(name, 'fit()'));
    buildNotebook([new FakeCell('a', 'fit()')], { a: runs });
    await userEvent.click(await screen.findByRole('button', { name: '2 more' }));
    expect(screen.getAllByRole('button')).toHaveLength(5);
  });

  it('come with a new run and with a new cell; text cells are not asked for', async () => {
    const { add, asked, events, runs } = buildNotebook(
      [new FakeCell('a', 'fit()'), new FakeCell('t', '# Title', 'markdown')],
      {}
    );
    await waitFor(() => expect(asked).toEqual([['a']]));
    runs.a = [runOf('forest', 'fit()')];
    events.emit('updated', 'r'.repeat(32));
    await screen.findByRole('button', { name: 'Open run forest, Finished' });
    runs.b = [runOf('boosting', 'boost()')];
    add(new FakeCell('b', 'boost()'));
    await screen.findByRole('button', { name: 'Open run boosting, Finished' });
  });

  it('stay while the server is away, and are not asked for by mere progress', async () => {
    const { asked, events, runs } = buildNotebook([new FakeCell('a', 'fit()')], {
      a: [runOf('forest', 'fit()')]
    });
    await screen.findByRole('button');
    runs.a = undefined as never;
    events.emit('progressed', 'r'.repeat(32));
    await flush();
    expect(asked).toHaveLength(1);
    expect(screen.getAllByRole('button')).toHaveLength(1);
  });

  it('go with the notebook', async () => {
    const { badges } = buildNotebook([new FakeCell('a', 'fit()')], {
      a: [runOf('forest', 'fit()')]
    });
    await screen.findByRole('button');
    act(() => badges.dispose());
    expect(screen.queryByRole('button')).toBeNull();
  });
});
