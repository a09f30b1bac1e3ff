import {
  categorical,
  gradientBoosting,
  gradientBoostingRegressor,
  impute,
  logisticRegression,
  numeric,
  oneHot,
  pipeline,
  randomForest,
  randomForestRegressor,
  standardScale,
  type FittedClassifier
} from './index.ts';
import { furthest, scoreOnnx } from './testing/onnx.ts';
import { startPython } from './testing/python.ts';
import { buildDiabetes, buildPatients, PATIENT_COLUMNS } from './testing/tables.ts';

jest.setTimeout(60_000);

const CLASSIFIERS = {
  'logistic regression': () => logisticRegression(),
  'gradient boosting': () => gradientBoosting({ iterations: 60, maxLeaves: 8 }),
  'a random forest': () => randomForest({ trees: 40 })
};
/** Other patients than those trained on: more gaps, and a ward and an answer never seen. */
const strangers = [
  ...buildPatients({ rows: 200, seed: 2, missing: 0.3 }),
  { age: null, mass: undefined, ward: '', smoker: null },
  { age: 1e6, mass: -1e6, ward: 'moon', smoker: 'perhaps' }
];

function expectSame(fitted: FittedClassifier, rows: typeof strangers, type: string): void {
  const output = scoreOnnx(fitted, rows);
  const own = fitted.predictProbability(rows);
  expect(output.probabilities.dims).toEqual([rows.length, fitted.classes.length]);
  expect(furthest(own.flat(), output.probabilities.data)).toBeLessThan(1e-5);
  expect(output.label).toMatchObject({ type, dims: [rows.length] });
  const labels = output.label.data.map(label => (type === 'bool' ? Boolean(label) : label));
  expect(labels).toEqual(fitted.predict(rows));
}

describe.each(Object.entries(CLASSIFIERS))('ONNX Runtime agrees with %s', (_, estimator) => {
  test.each([
    ['two classes with boolean names', 'ill', 'bool'],
    ['three classes with string names', 'risk', 'string'],
    ['three classes with numbers as names', 'stage', 'int64']
  ])('of %s, on many rows and on one', async (_, label, type) => {
    const model = pipeline({ columns: PATIENT_COLUMNS, estimator: estimator() });
    const fitted = await model.fit(buildPatients(), { label });
    expectSame(fitted, strangers, type);
    expectSame(fitted, strangers.slice(-1), type);
  });

  test('of patients with diabetes', async () => {
    const rows = buildDiabetes();
    const fitted = await pipeline({ estimator: estimator() }).fit(rows, { label: 'diabetes' });
    expectSame(fitted, rows, 'string');
  });
});

test.each([
  ['gradient boosting', gradientBoostingRegressor({ iterations: 50 })],
  ['a random forest', randomForestRegressor({ trees: 30 })]
])('ONNX Runtime agrees with %s of a quantity', async (_, estimator) => {
  const model = pipeline({ columns: PATIENT_COLUMNS, estimator });
  const fitted = await model.fit(buildPatients(), { label: 'cost' });
  const { prediction } = scoreOnnx(fitted, strangers);
  expect(prediction.dims).toEqual([strangers.length, 1]);
  expect(furthest(fitted.predict(strangers), prediction.data)).toBeLessThan(1e-5);
});

test.each([
  [
    'mean with indicator',
    numeric(['age', 'mass'], impute('mean', { indicator: true }), standardScale())
  ],
  ['most frequent', numeric(['age', 'mass'], standardScale(), impute('mostFrequent'))],
  ['a constant', numeric(['age', 'mass'], impute('constant', { value: -1 }), standardScale())]
])('ONNX Runtime agrees on numbers imputed by %s', async (_, group) => {
  const groups = [group, categorical(['ward'], impute('mostFrequent')), categorical(['smoker'])];
  const model = pipeline({ columns: groups, estimator: logisticRegression() });
  expectSame(await model.fit(buildPatients(), { label: 'ill' }), strangers, 'bool');
});

test.each([
  ['a constant', categorical(['ward', 'smoker'], impute('constant', { value: 'none' }))],
  [
    'a constant that was pruned',
    categorical(['ward', 'smoker'], impute('constant'), oneHot({ maxCategories: 1 }))
  ]
])('ONNX Runtime agrees on categories imputed by %s', async (_, group) => {
  const model = pipeline({ columns: [group], estimator: logisticRegression() });
  expectSame(await model.fit(buildPatients(), { label: 'ill' }), strangers, 'bool');
});

test('the model passes the checker of ONNX and carries names and classes as metadata', async () => {
  const python = startPython();
  try {
    const model = pipeline({ columns: PATIENT_COLUMNS, estimator: gradientBoosting() });
    const fitted = await model.fit(buildPatients(), { label: 'risk' });
    const metadata = await python.ask<Record<string, string>>({
      ask: 'check_onnx',
      model: Buffer.from(fitted.toOnnx()).toString('base64')
    });
    expect(metadata).toMatchObject({ task: 'classification', label: 'risk' });
    expect(JSON.parse(metadata.classes)).toEqual(['high', 'low', 'middle']);
    expect(JSON.parse(metadata.columns)).toEqual(fitted.columns);
    expect(JSON.parse(metadata.features)).toEqual(fitted.features);
  } finally {
    await python.close();
  }
});

test.each(['label', 'probabilities', ''])(
  'a column named "%s" is refused at export',
  async name => {
    const rows = buildPatients().map(({ age, ill }) => ({ [name]: age, ill }));
    const fitted = await pipeline({ estimator: gradientBoosting() }).fit(rows, { label: 'ill' });
    expect(() => fitted.toOnnx()).toThrow(expect.objectContaining({ code: 'name-conflict' }));
  }
);
