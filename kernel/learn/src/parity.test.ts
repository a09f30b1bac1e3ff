import {
  crossValidate,
  gradientBoosting,
  gradientBoostingRegressor,
  logisticRegression,
  pipeline,
  randomForest,
  randomForestRegressor,
  type Columns
} from './index.ts';
import { furthest } from './testing/onnx.ts';
import { startPython } from './testing/python.ts';
import { buildDiabetes } from './testing/tables.ts';

interface Reference {
  readonly columns: Record<string, (number | null)[]>;
  readonly target: number[];
}

jest.setTimeout(300_000);

const python = startPython();
afterAll(() => python.close());

/** Numbers of classes or quantities, under the label `y`. */
async function buildReference(name: string, rows?: number): Promise<Reference> {
  if (name !== 'pima') return python.ask({ ask: 'load', name, rows });
  const patients = buildDiabetes();
  const names = Object.keys(patients[0]).filter(column => column !== 'diabetes');
  return {
    columns: Object.fromEntries(
      names.map(column => [column, patients.map(row => row[column] as number | null)])
    ),
    target: patients.map(row => (row.diabetes === 'pos' ? 1 : 0))
  };
}

const CLASSIFIERS = {
  logisticRegression: () => logisticRegression(),
  gradientBoosting: () => gradientBoosting(),
  randomForest: () => randomForest({ trees: 200 })
};
const REGRESSORS = {
  gradientBoostingRegressor: () => gradientBoostingRegressor(),
  randomForestRegressor: () => randomForestRegressor({ trees: 200 })
};

describe.each(['pima', 'breast_cancer', 'wine', 'digits'])('on the %s data', name => {
  let reference: Reference;
  let table: Columns;
  beforeAll(async () => {
    reference = await buildReference(name, name === 'digits' ? 400 : undefined);
    table = { ...reference.columns, y: reference.target };
  });

  test.each(Object.entries(CLASSIFIERS))(
    '%s scores within 1.5 % of its Python counterpart on the same folds',
    async (model, build) => {
      const cv = await crossValidate(pipeline({ estimator: build() }), table, {
        label: 'y',
        folds: name === 'digits' ? 3 : 5,
        seed: 7
      });
      const theirs = await python.ask<Record<string, number>>({
        ask: 'cross_validate',
        model,
        columns: reference.columns,
        target: reference.target,
        fold: cv.predictions.fold
      });
      expect(cv.mean.rocAuc).toBeGreaterThan(theirs.rocAuc * 0.985);
      expect(cv.mean.rocAuc).toBeLessThan(theirs.rocAuc * 1.015);
      expect(cv.mean.accuracy).toBeGreaterThan(theirs.accuracy * 0.985);
      expect(cv.mean.accuracy).toBeLessThan(theirs.accuracy * 1.015);
    }
  );

  test('all metrics of out-of-fold predictions equal those of scikit-learn', async () => {
    const cv = await crossValidate(pipeline({ estimator: logisticRegression() }), table, {
      label: 'y',
      seed: 3
    });
    const { fold, probabilities, actual } = cv.predictions;
    const first = fold.flatMap((number, row) => (number === 1 ? [row] : []));
    const theirs = await python.ask<Record<string, number>>({
      ask: 'classification',
      actual: first.map(row => actual[row]),
      probabilities: first.map(row => probabilities[row])
    });
    for (const [metric, value] of Object.entries(theirs)) {
      expect([metric, cv.folds[0].scores[metric as keyof typeof cv.mean]]).toEqual([
        metric,
        expect.closeTo(value, 9)
      ]);
    }
  });

  test('logistic regression reaches the same probabilities as scikit-learn', async () => {
    const fitted = await pipeline({ estimator: logisticRegression({ tolerance: 1e-7 }) }).fit(
      table,
      { label: 'y' }
    );
    const theirs = await python.ask<number[][]>({
      ask: 'probabilities',
      model: 'logisticRegression',
      columns: reference.columns,
      target: reference.target
    });
    expect(furthest(fitted.predictProbability(table).flat(), theirs.flat())).toBeLessThan(1e-4);
  });
});

test('logistic regression with median imputation has an AUC of about 0.83 on diabetes', async () => {
  const cv = await crossValidate(pipeline({ estimator: logisticRegression() }), buildDiabetes(), {
    label: 'diabetes',
    folds: 10,
    seed: 7
  });
  expect(cv.mean.rocAuc).toBeGreaterThan(0.82);
  expect(cv.mean.rocAuc).toBeLessThan(0.85);
});

describe('on the diabetes progression data', () => {
  let reference: Reference;
  let table: Columns;
  beforeAll(async () => {
    reference = await buildReference('diabetes');
    table = { ...reference.columns, y: reference.target };
  });

  test.each(Object.entries(REGRESSORS))(
    '%s has errors within 1.5 % of its Python counterpart on the same folds',
    async (model, build) => {
      const cv = await crossValidate(pipeline({ estimator: build() }), table, {
        label: 'y',
        folds: 10,
        seed: 7
      });
      const theirs = await python.ask<Record<string, number>>({
        ask: 'cross_validate',
        model,
        columns: reference.columns,
        target: reference.target,
        fold: cv.predictions.fold
      });
      expect(Math.abs(cv.mean.rmse / theirs.rmse - 1)).toBeLessThan(0.015);
      expect(Math.abs(cv.mean.mae / theirs.mae - 1)).toBeLessThan(0.015);
    }
  );
});
