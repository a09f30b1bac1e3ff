import { helpAt, problemOf } from './filter-completion.ts';
import { filterOf } from './run-groups.tsx';
import { DEFAULT_TABLE, readTableSettings, writeTableSettings } from './table-settings.ts';
import { viewAddress, viewIn } from './view-address.ts';
import { moved } from './column-layout.ts';

const keys = { metrics: ['auc', 'test loss'], params: ['model'], tags: [] };

describe('a filter that is being written', () => {
  it('is completed with the names that runs have, as the language writes them', () => {
    const { from, options, to } = helpAt('metrics.test', 12, keys);
    expect(options.map(({ text }) => text)).toContain('metrics.`test loss`');
    expect('metrics.test'.slice(from, to)).toBe('metrics.test');
  });

  it('offers operators after a name, and values that an attribute can have', () => {
    expect(helpAt('metrics.auc ', 12, keys).options.map(({ text }) => text)).toContain('>=');
    expect(helpAt('status = ', 9, keys).options.map(({ text }) => text)).toContain("'finished'");
  });

  it('is pointed at where it cannot be read', () => {
    expect(problemOf('metrics.auc > 0.5')).toBeNull();
    expect(problemOf('')).toBeNull();
    expect(problemOf('metrics.auc > high')).toMatchObject({ offset: 14, length: 4 });
  });

  it('narrows to a group, also beside a filter with OR, and to what is not set', () => {
    const by = ['params.model', 'tags.stage'];
    expect(filterOf('a = 1 OR b = 2', by, ["it's", null])).toBe(
      "(a = 1 OR b = 2) AND params.model = 'it''s' AND tags.stage IS NULL"
    );
    expect(filterOf('', ['params.model'], ['x'])).toBe("params.model = 'x'");
  });
});

describe('how a table is set up', () => {
  it('is read back as it was written', () => {
    const settings = {
      ...DEFAULT_TABLE,
      filter: 'metrics.auc > 0.5',
      order: [{ column: 'metrics.auc', descending: false }],
      columns: ['params.model', 'status'],
      widths: { status: 90 },
      groupBy: ['params.model']
    };
    expect(readTableSettings(writeTableSettings(settings))).toEqual(settings);
  });

  it.each([null, 7, [], { order: 'x', columns: 3, widths: { a: 'b' } }, { order: [null, {}] }])(
    'is as by default where what was kept cannot be read: %j',
    kept => {
      expect(readTableSettings(kept)).toEqual(DEFAULT_TABLE);
    }
  );

  it('moves a column to the place of another one', () => {
    expect(moved(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b'], 'gone', 'a')).toEqual(['a', 'b']);
  });

  it('is reached by the address of a saved view', () => {
    const view = { id: 'v'.repeat(32), workspaceId: 'w'.repeat(32) };
    const address = viewAddress(view as never, 'http://localhost:8888/lab/tree/a.ipynb?x=1#y');
    expect(viewIn(new URL(address).search)).toEqual({
      view: view.id,
      workspace: view.workspaceId
    });
    expect(viewIn('?reset')).toBeNull();
  });
});
