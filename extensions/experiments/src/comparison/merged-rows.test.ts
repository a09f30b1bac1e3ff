import { buildRun, buildRunDetail, buildSummary } from '../testing/index.ts';
import { deltaOf, detailRows, mergedRows, packagesOf } from './merged-rows.ts';
import type { MergedOptions } from './merged-rows.ts';

const OPTIONS: MergedOptions = { statistic: 'last', directionOf: () => 'higher' };
const rowOf = (rows: ReturnType<typeof mergedRows>, key: string) =>
  rows.find(row => row.key === key)!;

describe('the merged table', () => {
  it('has a row for every key of any run, aligned by key', () => {
    const rows = mergedRows(
      [buildRun({ params: { a: '1', b: 'x' } }), buildRun({ params: { b: 'y' } })],
      OPTIONS
    );
    expect(rowOf(rows, 'a').values).toEqual(['1', null]);
    expect(rowOf(rows, 'b').values).toEqual(['x', 'y']);
  });

  it('takes one number for the same, however it was written, and a missing one for a difference', () => {
    const rows = mergedRows(
      [buildRun({ params: { lr: '0.10', only: '1' } }), buildRun({ params: { lr: '1e-1' } })],
      OPTIONS
    );
    expect(rowOf(rows, 'lr').differs).toBe(false);
    expect(rowOf(rows, 'only').differs).toBe(true);
  });

  it('marks the best by the metric’s goal, all of several equals, and none where all are equal', () => {
    const runs = [0.5, 0.9, 0.9].map(value =>
      buildRun({ metrics: { auc: buildSummary(value), loss: buildSummary(1) } })
    );
    const higher = mergedRows(runs, OPTIONS);
    expect([...rowOf(higher, 'auc').best]).toEqual([1, 2]);
    expect(rowOf(higher, 'loss').best.size).toBe(0);
    const lower = mergedRows(runs, { ...OPTIONS, directionOf: () => 'lower' });
    expect([...rowOf(lower, 'auc').best]).toEqual([0]);
  });

  it('never takes NaN or an infinity for the best', () => {
    const runs = ['NaN', 'Infinity', 0.1, 0.2].map(last =>
      buildRun({ metrics: { auc: { ...buildSummary(0), last: last as 'NaN' } } })
    );
    expect([...rowOf(mergedRows(runs, OPTIONS), 'auc').best]).toEqual([3]);
  });

  it('shows git beside the run, not among the tags', () => {
    const tags = { 'mlflow.source.git.commit': 'abc', team: 'x' };
    const rows = mergedRows([buildRun({ tags }), buildRun()], OPTIONS);
    expect(rowOf(rows, 'git commit')).toMatchObject({
      section: 'attributes',
      values: ['abc', null]
    });
    expect(rows.filter(row => row.section === 'tags').map(row => row.key)).toEqual(['team']);
  });

  it('puts packages and datasets of runs side by side', () => {
    const dataset = {
      name: 'patients',
      digest: 'd1',
      context: 'training',
      sourceType: 'atelier',
      source: '',
      schema: null,
      profile: null
    };
    const details = [
      buildRunDetail({ environment: { python: '3.13' }, datasets: [dataset] }),
      buildRunDetail({ inputs: ['atelier://default/datasets/patients:3'] }),
      null
    ];
    const rows = detailRows(details, [{ numpy: '2.4' }, { numpy: '2.3' }, null]);
    expect(rows.map(({ key, values }) => [key, values])).toEqual([
      ['input atelier://default/datasets/patients', [null, '3', null]],
      ['patients (training)', ['d1', null, null]],
      ['numpy', ['2.4', '2.3', null]],
      ['python', ['3.13', null, null]]
    ]);
  });

  it('knows how far numbers lie from the base line', () => {
    expect(deltaOf('0.3', '0.1')).toBeCloseTo(0.2);
    expect(deltaOf(2, 5)).toBe(-3);
    expect(deltaOf('forest', '1')).toBeNull();
    expect(deltaOf('', '1')).toBeNull();
    expect(deltaOf(NaN, 1)).toBeNull();
  });

  it.each([
    ['{"packages":{"numpy":"2.4"}}', { numpy: '2.4' }],
    ['{', null],
    ['[]', null],
    [null, null]
  ])('reads packages from %s', (text, packages) => expect(packagesOf(text)).toEqual(packages));
});
