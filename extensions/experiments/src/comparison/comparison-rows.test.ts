import { buildRun, buildSummary } from '../testing/index.ts';
import { ColorSlots } from './color-slots.ts';
import { metricRows, paramRows } from './comparison-rows.ts';
import { scatterOf } from './scatter.ts';

const LAST = { statistic: 'last', directions: new Map() } as const;
const withAuc = (value: number | 'NaN' | 'Infinity') =>
  buildRun({
    metrics: {
      auc: { last: value, minimum: value, maximum: value, count: 1, step: 0 },
      loss: buildSummary(typeof value === 'number' ? 1 - value : 0)
    }
  });

describe('params side by side', () => {
  it('shows every param of any run by name, numbers in names by size', () => {
    const rows = paramRows([
      buildRun({ params: { layer10: 'a', depth: '3' } }),
      buildRun({ params: { layer2: 'b', depth: '4' } })
    ]);
    expect(rows.map(row => row.key)).toEqual(['depth', 'layer2', 'layer10']);
    expect(rows[1].values).toEqual([null, 'b']);
  });

  it('calls a param different when a value differs or one run lacks it', () => {
    const rows = paramRows([
      buildRun({ params: { same: '1', other: '1', lone: 'x' } }),
      buildRun({ params: { same: '1', other: '2' } })
    ]);
    expect(Object.fromEntries(rows.map(row => [row.key, row.differs]))).toEqual({
      same: false,
      other: true,
      lone: true
    });
  });

  it('takes two ways to write one number for the same value, but not two empty ones for a number', () => {
    const [rate, text] = paramRows([
      buildRun({ params: { rate: '0.10', text: '' } }),
      buildRun({ params: { rate: '1e-1', text: '0' } })
    ]);
    expect(rate.differs).toBe(false);
    expect(text.differs).toBe(true);
  });
});

describe('metrics side by side', () => {
  it('marks the highest of a score and the lowest of a loss', () => {
    const [auc, loss] = metricRows([withAuc(0.7), withAuc(0.9), withAuc(0.8)], LAST);
    expect([...auc.best]).toEqual([1]);
    expect(loss.direction).toBe('lower');
    expect([...loss.best]).toEqual([1]);
  });

  it('marks every run that shares the best value, and none when all are equal', () => {
    expect([...metricRows([withAuc(0.9), withAuc(0.9), withAuc(0.1)], LAST)[0].best]).toEqual([
      0, 1
    ]);
    expect(metricRows([withAuc(0.9), withAuc(0.9)], LAST)[0].best.size).toBe(0);
  });

  it('never takes NaN or infinity for the best', () => {
    const [auc] = metricRows(
      [withAuc('NaN'), withAuc(0.6), withAuc('Infinity'), withAuc(0.5)],
      LAST
    );
    expect([...auc.best]).toEqual([1]);
    expect(auc.values).toEqual([NaN, 0.6, Infinity, 0.5]);
  });

  it('takes two NaN for no difference', () => {
    expect(metricRows([withAuc('NaN'), withAuc('NaN')], LAST)[0].differs).toBe(false);
  });

  it('follows what the user says of a metric, and the statistic asked for', () => {
    const runs = [0.2, 0.4].map(minimum =>
      buildRun({
        metrics: { score: { last: 1, minimum, maximum: 2, count: 3, step: 2 } }
      })
    );
    const [score] = metricRows(runs, {
      statistic: 'minimum',
      directions: new Map([['score', 'lower']])
    });
    expect(score.values).toEqual([0.2, 0.4]);
    expect([...score.best]).toEqual([0]);
  });

  it('has null where a metric has never had an extreme', () => {
    const run = buildRun({
      metrics: { auc: { last: 'NaN', minimum: null, maximum: null, count: 1, step: 0 } }
    });
    expect(metricRows([run], { ...LAST, statistic: 'maximum' })[0].values).toEqual([null]);
  });
});

describe('a metric over a param', () => {
  it('uses numbers as they are and leaves out runs that lack either', () => {
    const runs = [
      buildRun({ id: 'a', params: { depth: '3' }, metrics: { auc: buildSummary(0.7) } }),
      buildRun({ id: 'b', params: { depth: '5' }, metrics: {} }),
      buildRun({ id: 'c', params: {}, metrics: { auc: buildSummary(0.9) } }),
      buildRun({
        id: 'd',
        params: { depth: '9' },
        metrics: { auc: { ...buildSummary(0), last: 'NaN' } }
      })
    ];
    expect(scatterOf(runs, 'depth', 'auc', 'last')).toEqual({
      points: [{ run: 'a', x: 3, y: 0.7 }],
      categories: null
    });
  });

  it('puts words side by side', () => {
    const runs = ['tree', 'linear', 'tree'].map((model, index) =>
      buildRun({ id: String(index), params: { model }, metrics: { auc: buildSummary(index) } })
    );
    const scatter = scatterOf(runs, 'model', 'auc', 'last');
    expect(scatter.categories).toEqual(['linear', 'tree']);
    expect(scatter.points.map(point => point.x)).toEqual([1, 0, 1]);
  });
});

describe('colours of runs', () => {
  it('stay when other runs come and go', () => {
    const slots = new ColorSlots(10);
    slots.take('a');
    const second = slots.take('b');
    slots.release('a');
    slots.take('c');
    expect(slots.take('b')).toBe(second);
  });

  it('are the same again for the same run when nobody has its colour', () => {
    const first = new ColorSlots(10).take('a');
    const slots = new ColorSlots(10);
    expect(slots.take('a')).toBe(first);
    slots.release('a');
    expect(slots.take('a')).toBe(first);
  });

  it('are all different while there are enough, and shared beyond', () => {
    const slots = new ColorSlots(2, 2);
    const taken = ['a', 'b', 'c', 'd'].map(run => slots.take(run));
    expect(taken.slice(0, 2).sort()).toEqual([0, 1]);
    expect(taken.slice(2).sort()).toEqual([2, 3]);
    expect(slots.take('e')).toBeLessThan(2);
  });
});
