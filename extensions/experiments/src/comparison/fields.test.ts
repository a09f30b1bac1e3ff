import { buildRun, buildSummary } from '../testing/index.ts';
import { columnOf, fieldChoices, isConstant } from './fields.ts';

const withParam = (value: string) => buildRun({ params: { p: value } });

describe('a field of runs', () => {
  it('is numbers where every value is one, however it was written', () => {
    const runs = [withParam('0.10'), withParam('1e-3'), buildRun()];
    expect(columnOf(runs, 'params.p', 'last')).toMatchObject({
      values: [0.1, 0.001, null],
      categories: null
    });
  });

  it('is categories in natural order as soon as one value is no number', () => {
    const runs = [withParam('conv10'), withParam('conv2'), withParam('conv10')];
    expect(columnOf(runs, 'params.p', 'last')).toMatchObject({
      values: [1, 0, 1],
      categories: ['conv2', 'conv10']
    });
  });

  it('has no place for NaN and the infinities, and counts them', () => {
    const metric = (last: number | 'NaN' | '-Infinity') =>
      buildRun({ metrics: { m: { ...buildSummary(0), last } } });
    const column = columnOf([metric(1), metric('NaN'), metric('-Infinity')], 'metrics.m', 'last');
    expect(column).toMatchObject({ values: [1, null, null], categories: null, unplaced: 2 });
    expect(columnOf([withParam('nan'), withParam('2')], 'params.p', 'last').values).toEqual([
      null,
      2
    ]);
  });

  it('takes the statistic that is asked for', () => {
    const run = buildRun({ metrics: { m: { ...buildSummary(3), minimum: 1, maximum: 9 } } });
    expect(columnOf([run], 'metrics.m', 'minimum').values).toEqual([1]);
    expect(columnOf([run], 'metrics.m', 'maximum').values).toEqual([9]);
  });

  it('knows duration and experiment of a run too', () => {
    const run = buildRun({ startedAt: 1_000, endedAt: 4_000, experimentName: 'wine' });
    expect(columnOf([run], 'attributes.duration', 'last').values).toEqual([3]);
    expect(columnOf([run], 'attributes.experiment', 'last').categories).toEqual(['wine']);
  });

  it('varies or does not', () => {
    const runs = [withParam('1'), withParam('1.0'), buildRun()];
    expect(isConstant(columnOf(runs, 'params.p', 'last'))).toBe(true);
  });
});

test('fields are found over all runs, without those that clients keep for themselves', () => {
  const runs = [
    buildRun({ params: { b: '1' }, tags: { 'mlflow.user': 'x', team: 'a' } }),
    buildRun({ params: { a: '1' }, metrics: { auc: buildSummary(1) } })
  ];
  expect(fieldChoices(runs)).toMatchObject({
    params: ['params.a', 'params.b'],
    metrics: ['metrics.auc'],
    tags: ['tags.team']
  });
});
