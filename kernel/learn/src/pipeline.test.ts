import {
  categorical,
  FittedClassifier,
  FittedRegressor,
  gradientBoosting,
  gradientBoostingRegressor,
  impute,
  LearnError,
  logisticRegression,
  numeric,
  oneHot,
  pipeline,
  randomForest,
  standardScale
} from './index.ts';
import { buildPatients, PATIENT_COLUMNS } from './testing/tables.ts';

const patients = buildPatients();
const columns = (rows: typeof patients) =>
  Object.fromEntries(Object.keys(rows[0]).map(name => [name, rows.map(row => row[name])]));

test('a table by rows and the same table by columns give the same model', async () => {
  const model = pipeline({ columns: PATIENT_COLUMNS, estimator: logisticRegression() });
  const byRows = await model.fit(patients, { label: 'ill' });
  const byColumns = await model.fit(columns(patients), { label: 'ill' });
  expect(byColumns.toJSON()).toEqual(byRows.toJSON());
});

test('without named columns numbers are numeric and everything else is categorical', async () => {
  const rows = patients.map(({ age, ward, smoker, ill }) => ({ age, ward, smoker, ill }));
  const fitted = await pipeline({ estimator: gradientBoosting() }).fit(rows, { label: 'ill' });
  expect(fitted.columns).toEqual([
    { name: 'age', type: 'numeric' },
    { name: 'ward', type: 'categorical' },
    { name: 'smoker', type: 'categorical' }
  ]);
});

test('features are named after column, category and indicator', async () => {
  const fitted = await pipeline({
    columns: [
      numeric(['age', 'mass'], impute('median', { indicator: true }), standardScale()),
      categorical(['smoker'], impute('mostFrequent')),
      categorical(['ward'], oneHot({ maxCategories: 3 }))
    ],
    estimator: logisticRegression()
  }).fit(patients, { label: 'ill' });
  expect(fitted.features.slice(0, 6)).toEqual([
    'age',
    'mass',
    'age missing',
    'mass missing',
    'smoker=false',
    'smoker=true'
  ]);
  expect(fitted.features).toHaveLength(9);
  expect(fitted.importances().map(({ column }) => column)).toContain('mass');
});

test('empty string, null, undefined, NaN and an absent key all mean missing', async () => {
  const model = pipeline({ columns: PATIENT_COLUMNS, estimator: gradientBoosting() });
  const fitted = await model.fit(patients, { label: 'ill' });
  const full = { age: 60, mass: 30, ward: 'east', smoker: true };
  const spellings = [null, undefined, NaN, ''].map(gap => ({ ...full, age: gap, ward: gap }));
  const absent = { mass: 30, smoker: true };
  const answers = fitted.predictProbability([full, ...spellings, absent]);
  for (const answer of answers.slice(2)) expect(answer).toEqual(answers[1]);
  expect(answers[1]).not.toEqual(answers[0]);
});

test('the answer for a row does not depend on the rows beside it', async () => {
  const model = pipeline({ columns: PATIENT_COLUMNS, estimator: logisticRegression() });
  const fitted = await model.fit(patients, { label: 'risk' });
  const together = fitted.predictProbability(patients.slice(0, 5));
  expect(patients.slice(0, 5).flatMap(row => fitted.predictProbability([row]))).toEqual(together);
  for (const row of together) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  expect(fitted.predict([])).toEqual([]);
});

test.each([
  ['logistic regression', logisticRegression()],
  ['gradient boosting', gradientBoosting({ iterations: 20 })],
  ['a random forest', randomForest({ trees: 10 })]
])('%s comes back whole from JSON', async (_, estimator) => {
  const model = pipeline({ columns: PATIENT_COLUMNS, estimator });
  const fitted = await model.fit(patients, { label: 'risk' });
  const back = FittedClassifier.fromJSON(JSON.stringify(fitted));
  expect(back.predictProbability(patients)).toEqual(fitted.predictProbability(patients));
  expect(back.toOnnx()).toEqual(fitted.toOnnx());
  expect(back.evaluate(patients)).toEqual(fitted.evaluate(patients));
});

test('a regressor comes back whole from JSON, and not as a classifier', async () => {
  const model = pipeline({ columns: PATIENT_COLUMNS, estimator: gradientBoostingRegressor() });
  const fitted = await model.fit(patients, { label: 'cost' });
  const json = JSON.stringify(fitted);
  expect(FittedRegressor.fromJSON(json).predict(patients)).toEqual(fitted.predict(patients));
  expect(fitted.evaluate(patients).r2).toBeGreaterThan(0.8);
  expect(() => FittedClassifier.fromJSON(json)).toThrow(
    expect.objectContaining({ code: 'wrong-task' })
  );
});

test.each([
  ['no JSON', 'nonsense'],
  ['another object', { format: 'other' }],
  ['null', null],
  ['a later version', { format: 'atelier-learn-pipeline', version: 2 }],
  ['a part', { format: 'atelier-learn-pipeline', version: 1, task: 'classification' }],
  [
    'an unknown model',
    {
      format: 'atelier-learn-pipeline',
      version: 1,
      task: 'classification',
      label: 'ill',
      classes: [],
      groups: [],
      estimator: {},
      model: { kind: 'oracle' }
    }
  ]
])('restoring from %s is refused', (_, json) => {
  expect(() => FittedClassifier.fromJSON(json)).toThrow(
    expect.objectContaining({ code: 'invalid-model' })
  );
});

test('a column that no row has is an error when predicting too', async () => {
  const model = pipeline({ columns: PATIENT_COLUMNS, estimator: logisticRegression() });
  const fitted = await model.fit(patients, { label: 'ill' });
  expect(() => fitted.predict([{ Age: 50, mass: 30, ward: 'east', smoker: true }])).toThrow(
    'The table has no column "age". Did you mean "Age"?'
  );
});

describe('training refuses', () => {
  const row = { age: 50, ward: 'east', ill: true };
  const other = { age: 40, ward: 'north', ill: false };
  test.each([
    ['an empty table', [], { label: 'ill' }, 'empty-table', {}],
    [
      'an unknown column',
      [row, other],
      { label: 'ill', numeric: ['agee'] },
      'unknown-column',
      { column: 'agee' }
    ],
    ['an unknown label', [row, other], { label: 'sick' }, 'unknown-column', { column: 'sick' }],
    [
      'a label with one class',
      [row, row],
      { label: 'ill' },
      'single-class-label',
      { column: 'ill' }
    ],
    [
      'a row without label',
      [row, { ...other, ill: null }],
      { label: 'ill' },
      'missing-label',
      { row: 2 }
    ],
    [
      'a label of mixed types',
      [row, { ...other, ill: 'no' }],
      { label: 'ill' },
      'unsupported-value',
      {}
    ],
    [
      'a quantity as label',
      [row, { ...other, ill: 0.5 }],
      { label: 'ill' },
      'wrong-task',
      { row: 2 }
    ],
    [
      'text in a numeric column',
      [row, { ...other, age: 'old' }],
      { label: 'ill', numeric: ['age'] },
      'non-numeric-value',
      { column: 'age', row: 2, value: 'old' }
    ],
    [
      'infinity',
      [row, { ...other, age: Infinity }],
      { label: 'ill', numeric: ['age'] },
      'non-numeric-value',
      { row: 2 }
    ],
    [
      'a number too large for ONNX',
      [row, { ...other, age: 1e300 }],
      { label: 'ill', numeric: ['age'] },
      'non-numeric-value',
      { row: 2 }
    ],
    [
      'an object as category',
      [row, { ...other, ward: {} }],
      { label: 'ill', categorical: ['ward'] },
      'unsupported-value',
      { row: 2 }
    ],
    [
      'the label as a column',
      [row, other],
      { label: 'ill', categorical: ['ill'] },
      'invalid-option',
      { column: 'ill' }
    ],
    [
      'a column listed twice',
      [row, other],
      { label: 'ill', numeric: ['age', 'age'] },
      'invalid-option',
      { column: 'age' }
    ],
    [
      'no columns',
      [row, other],
      { label: 'ill', numeric: [] },
      'invalid-option',
      { option: 'columns' }
    ],
    [
      'a column without any value',
      [
        { ...row, age: null },
        { ...other, age: null }
      ],
      { label: 'ill', numeric: ['age'] },
      'empty-column',
      { column: 'age' }
    ]
  ])('%s', async (_, table, { label, ...names }, code, details) => {
    const named = Object.keys(names).length > 0 ? names : undefined;
    const fitting = pipeline({ columns: named, estimator: logisticRegression() }).fit(table, {
      label
    });
    const error = await fitting.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LearnError);
    expect(error).toMatchObject({ code, details });
    expect((error as LearnError).message).toContain((error as LearnError).remedy);
  });

  test('columns of different lengths', async () => {
    const fitting = pipeline({ estimator: logisticRegression() }).fit(
      { age: [1, 2], ill: [true] },
      { label: 'ill' }
    );
    await expect(fitting).rejects.toMatchObject({ code: 'length-mismatch' });
  });

  test('gaps where no step fills them and the estimator cannot', async () => {
    const model = pipeline({ columns: [numeric(['age'])], estimator: logisticRegression() });
    await expect(model.fit(patients, { label: 'ill' })).rejects.toMatchObject({
      code: 'missing-values',
      details: { column: 'age' }
    });
  });

  test.each([
    ['a median of categories', () => categorical(['ward'], impute('median') as never)],
    [
      'an indicator of categories',
      () => categorical(['ward'], impute('constant', { indicator: true }))
    ],
    ['no categories', () => oneHot({ maxCategories: 0 })],
    ['a negative penalty', () => logisticRegression({ l2: -1 })],
    ['too many bins', () => gradientBoosting({ maxBins: 256 })],
    ['no learning', () => gradientBoosting({ learningRate: 0 })],
    ['half a tree', () => randomForest({ trees: 0.5 })],
    ['impatience', () => gradientBoosting({ earlyStopping: { rounds: 0 } })]
  ])('%s as an option, at once', (_, build) => {
    expect(build).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });

  test('weights of a class that is not there', async () => {
    const estimator = logisticRegression({ classWeight: { sick: 2 } });
    const fitting = pipeline({ columns: PATIENT_COLUMNS, estimator }).fit(patients, {
      label: 'ill'
    });
    await expect(fitting).rejects.toMatchObject({ code: 'invalid-option' });
  });
});

test('a gap that training did not have is an error where the model cannot take it', async () => {
  const whole = buildPatients({ missing: 0 });
  const model = pipeline({ columns: [numeric(['age', 'mass'])], estimator: logisticRegression() });
  const fitted = await model.fit(whole, { label: 'ill' });
  expect(() => fitted.predict([{ age: null, mass: 20 }])).toThrow(
    expect.objectContaining({ code: 'missing-values' })
  );
});
