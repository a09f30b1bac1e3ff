import { layOutCharts, matcherOf } from './chart-order.ts';
import { ChartSettings } from './chart-settings.ts';
import type { SettingsStore } from './settings-store.ts';
import { stepsIn } from './use-finer-parts.ts';

function buildStore(): SettingsStore & { kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    read: name => structuredClone(kept.get(name) ?? null),
    write: (name, value) => void kept.set(name, structuredClone(value))
  };
}

const NO_ORDER = { search: '', pinned: [], order: [] };
const keysOf = (layout: ReturnType<typeof layOutCharts>) => layout.groups.map(({ keys }) => keys);

describe('chart settings', () => {
  it('come back for the same experiment, and only for that', () => {
    const store = buildStore();
    const first = new ChartSettings(store);
    first.remember('diabetes');
    first.set({ logY: true, smoothing: { kind: 'gaussian', weight: 0.5 } });
    const again = new ChartSettings(store);
    again.remember('diabetes');
    expect(again.values).toMatchObject({
      logY: true,
      smoothing: { kind: 'gaussian', weight: 0.5 }
    });
    const other = new ChartSettings(store);
    other.remember('wine');
    expect(other.values.logY).toBe(false);
  });

  it('do not keep a search, nor which runs are hidden', () => {
    const store = buildStore();
    const first = new ChartSettings(store);
    first.remember('diabetes');
    first.set({ search: 'loss', hidden: new Set(['a']) });
    const again = new ChartSettings(store);
    again.remember('diabetes');
    expect(again.values.search).toBe('');
    expect(again.values.hidden.size).toBe(0);
  });

  it('take only what is of the right kind from an earlier version', () => {
    const store = buildStore();
    store.write('charts:diabetes', { logX: 'yes', pinned: {}, axis: 'time', unknown: 1 });
    const settings = new ChartSettings(store);
    settings.remember('diabetes');
    expect(settings.values).toMatchObject({ logX: false, pinned: [], axis: 'time' });
    expect(settings.values).not.toHaveProperty('unknown');
  });

  it('put a chart before another one, among its own', () => {
    const settings = new ChartSettings(buildStore());
    const keys = ['a', 'b', 'c'];
    settings.move('c', 'a', keys);
    expect(keysOf(layOutCharts(keys, settings.values))).toEqual([['c', 'a', 'b']]);
    settings.move('c', null, ['c', 'a', 'b']);
    expect(keysOf(layOutCharts(keys, settings.values))).toEqual([['a', 'b', 'c']]);
  });

  it('pin charts, in the order of pinning, and let that be changed', () => {
    const settings = new ChartSettings(buildStore());
    const keys = ['a', 'train/loss', 'val/loss'];
    settings.togglePin('val/loss');
    settings.togglePin('a');
    expect(layOutCharts(keys, settings.values)).toEqual({
      pinned: ['val/loss', 'a'],
      groups: [{ prefix: 'train', keys: ['train/loss'] }]
    });
    settings.move('a', 'val/loss', ['val/loss', 'a']);
    expect(settings.values.pinned).toEqual(['a', 'val/loss']);
    settings.togglePin('a');
    expect(layOutCharts(keys, settings.values).pinned).toEqual(['val/loss']);
  });
});

describe('the search', () => {
  it.each([
    ['', true],
    ['LOSS', true],
    ['train loss', true],
    ['val', false],
    ['/^train.*loss$/', true],
    ['/^loss/', false],
    ['/(/', false]
  ])('“%s” finds train/loss: %s', (search, found) =>
    expect(matcherOf(search)('train/loss')).toBe(found)
  );

  it('leaves only matching charts', () => {
    const layout = layOutCharts(['a/x', 'a/y', 'b/x'], { ...NO_ORDER, search: 'a/' });
    expect(keysOf(layout)).toEqual([['a/x', 'a/y']]);
  });
});

describe('the steps that are seen', () => {
  const points = {
    key: 'loss',
    steps: [0, 10, 20, 30],
    values: [1, 2, 3, 4],
    times: [1_000, 2_000, 3_000, 4_000],
    count: 1_000
  };
  const source = { startedAt: 1_000, metrics: new Map([['loss', points]]) };

  it('are those of the axis with a margin, within the run', () => {
    expect(stepsIn(source, 'loss', 'step', [10, 20])).toEqual([9, 21]);
    expect(stepsIn(source, 'loss', 'step', [-50, 500])).toEqual([0, 30]);
  });

  it('are found by time, with their neighbours', () => {
    expect(stepsIn(source, 'loss', 'time', [1_900, 2_100])).toEqual([0, 20]);
    expect(stepsIn(source, 'loss', 'relative', [1.9, 2.1])).toEqual([10, 30]);
    expect(stepsIn(source, 'loss', 'relative', [1.2, 1.4])).toEqual([10, 30]);
  });

  it('are none where there is no point', () => {
    expect(stepsIn(source, 'loss', 'time', [9_000, 9_100])).toBeNull();
    expect(stepsIn(source, 'auc', 'step', [0, 1])).toBeNull();
  });
});
