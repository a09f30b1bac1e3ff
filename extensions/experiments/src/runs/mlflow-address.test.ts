import { mlflowRunIn } from './mlflow-address.ts';

const id = 'a'.repeat(32);

describe('an address that MLflow’s client has printed', () => {
  it.each([
    [`#/experiments/3/runs/${id}`, '', { id, workspace: '~' }],
    [
      `#/experiments/3/runs/${id}/model-metrics`,
      '?atelier-workspace=ward',
      { id, workspace: 'ward' }
    ],
    ['#/experiments/3', '', null],
    ['#heading', '', null],
    ['', '?atelier-view=x', null]
  ])('names a run or none: %s', (hash, search, run) => {
    expect(mlflowRunIn({ hash, search })).toEqual(run);
  });
});
