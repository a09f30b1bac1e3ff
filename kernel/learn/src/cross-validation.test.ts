import fc from 'fast-check';
import {
  crossValidate,
  gradientBoosting,
  gradientBoostingRegressor,
  logisticRegression,
  permutationImportance,
  pipeline,
  rocAuc,
  trainTestSplit,
  type FoldIterationReport,
  type FoldReport
} from './index.ts';
import { assignFolds } from './folds.ts';
import { buildPatients, PATIENT_COLUMNS } from './testing/tables.ts';

const patients = buildPatients();
const model = pipeline({ columns: PATIENT_COLUMNS, estimator: logisticRegression() });
const classes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 200 });

test('stratified folds differ by at most one row, over all and in each class', () => {
  fc.assert(
    fc.property(classes, fc.integer({ min: 2, max: 10 }), fc.integer(), (target, folds, seed) => {
      const assigned = assignFolds(target.length, folds, seed, Float64Array.from(target));
      for (const group of [undefined, 0, 1, 2, 3]) {
        const sizes = new Array<number>(folds).fill(0);
        assigned.forEach((fold, row) => {
          if (group === undefined || target[row] === group) sizes[fold] += 1;
        });
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }
    })
  );
});

test('a split keeps every row once and the share of each class', () => {
  fc.assert(
    fc.property(classes, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (target, testFraction) => {
      const rows = target.map((group, id) => ({ id, group }));
      const { train, test } = trainTestSplit(rows, { testFraction, stratify: 'group' });
      const ids = [...train, ...test].map(({ id }) => id).sort((a, b) => a - b);
      expect(ids).toEqual(rows.map(({ id }) => id));
      for (const group of new Set(target)) {
        const size = target.filter(each => each === group).length;
        const held = test.filter(row => row.group === group).length;
        expect(Math.abs(held - size * testFraction)).toBeLessThanOrEqual(1);
      }
    })
  );
});

test('a table by columns is split into tables by columns', () => {
  const { train, test } = trainTestSplit({ x: [1, 2, 3, 4], y: ['a', 'b', 'a', 'b'] });
  expect(Object.keys(train)).toEqual(['x', 'y']);
  expect(train.x).toHaveLength(3);
  expect(test.x).toHaveLength(1);
});

test('every row is predicted once by a model that did not see it, and scores follow from that', async () => {
  const reports: FoldReport<'classification'>[] = [];
  const cv = await crossValidate(model, patients, {
    label: 'ill',
    folds: 4,
    seed: 7,
    onFold: report => void reports.push(report)
  });
  expect(reports).toEqual(cv.folds);
  expect(cv.folds.map(({ fold, testRows, trainRows }) => [fold, testRows, trainRows])).toEqual(
    [1, 2, 3, 4].map(fold => [fold, 75, 225])
  );
  const { actual, predicted, probabilities, fold } = cv.predictions;
  expect(actual).toEqual(patients.map(({ ill }) => ill));
  expect(predicted).toEqual(probabilities.map(([no, yes]) => yes > no));
  const second = [...fold.keys()].filter(row => fold[row] === 2);
  const auc = rocAuc(
    second.map(row => actual[row]),
    second.map(row => probabilities[row][1])
  );
  expect(cv.folds[1].scores.rocAuc).toBeCloseTo(auc, 12);
  const mean = cv.folds.reduce((sum, { scores }) => sum + scores.rocAuc, 0) / 4;
  expect(cv.mean.rocAuc).toBeCloseTo(mean, 12);
  expect(cv.std.rocAuc).toBeGreaterThan(0);
});

test('steps are fitted on training rows alone: held-out rows cannot move them', async () => {
  const options = { label: 'ill', folds: 3, seed: 1 };
  const { predictions } = await crossValidate(model, patients, options);
  const wild = patients.map((row, at) => (predictions.fold[at] === 1 ? { ...row, age: 1e6 } : row));
  const again = await crossValidate(model, wild, options);
  const fitted = await model.fit(
    patients.filter((_, row) => predictions.fold[row] !== 1),
    { label: 'ill' }
  );
  const row = predictions.fold.indexOf(1);
  expect(again.predictions.probabilities[row]).toEqual(fitted.predictProbability([wild[row]])[0]);
});

test('iterations are reported with fold and held-out loss, and the last one matches the fold', async () => {
  const reports: FoldIterationReport[] = [];
  const boosted = pipeline({
    columns: PATIENT_COLUMNS,
    estimator: gradientBoosting({ iterations: 5 })
  });
  const cv = await crossValidate(boosted, patients, {
    label: 'ill',
    folds: 3,
    onIteration: report => void reports.push(report)
  });
  expect(reports.map(({ fold, iteration }) => [fold, iteration])).toEqual(
    [1, 2, 3].flatMap(fold => [1, 2, 3, 4, 5].map(iteration => [fold, iteration]))
  );
  const last = reports.filter(({ iteration }) => iteration === 5);
  last.forEach((report, at) => {
    expect(report.validationLoss).toBeCloseTo(cv.folds[at].scores.logLoss, 9);
    expect(report.validationAuc).toBeCloseTo(cv.folds[at].scores.rocAuc, 9);
  });
});

test('held-out rows are watched but do not stop the training: watching changes no score', async () => {
  const boosted = pipeline({
    columns: PATIENT_COLUMNS,
    estimator: gradientBoosting({ iterations: 60, earlyStopping: { rounds: 3 } })
  });
  const options = { label: 'ill', folds: 3 };
  const watched = await crossValidate(boosted, patients, {
    ...options,
    onIteration: () => undefined
  });
  const alone = await crossValidate(boosted, patients, options);
  expect(watched.mean).toEqual(alone.mean);
});

test('a regressor is scored by RMSE, MAE and R²', async () => {
  const cv = await crossValidate(
    pipeline({ columns: PATIENT_COLUMNS, estimator: gradientBoostingRegressor() }),
    patients,
    { label: 'cost' }
  );
  expect(Object.keys(cv.mean)).toEqual(['rmse', 'mae', 'r2']);
  expect(cv.predictions.predicted).toHaveLength(patients.length);
  expect(cv.mean.r2).toBeGreaterThan(0.5);
});

test('the scores of the other class are asked for by name', async () => {
  const scores = async (positive: boolean) =>
    (await crossValidate(model, patients, { label: 'ill', positive })).mean;
  const [ill, well] = [await scores(true), await scores(false)];
  expect(well.accuracy).toBe(ill.accuracy);
  expect(well.rocAuc).toBeCloseTo(ill.rocAuc, 12);
  expect(well.recall).not.toBeCloseTo(ill.recall, 6);
});

test('what cannot be cross-validated is refused', async () => {
  const few = patients.filter(
    row => row.risk !== 'high' || row === patients.find(p => p.risk === 'high')
  );
  await expect(crossValidate(model, few, { label: 'risk' })).rejects.toMatchObject({
    code: 'too-few-rows-in-class',
    details: { value: 'high' }
  });
  await expect(crossValidate(model, patients, { label: 'ill', folds: 1 })).rejects.toMatchObject({
    code: 'invalid-option'
  });
  await expect(
    crossValidate(model, patients, { label: 'ill', positive: 'yes' })
  ).rejects.toMatchObject({ code: 'unseen-label' });
  await expect(
    crossValidate(model, patients, { label: 'ill', signal: AbortSignal.abort() })
  ).rejects.toMatchObject({ code: 'aborted' });
  expect(() => trainTestSplit(patients.slice(0, 1))).toThrow(
    expect.objectContaining({ code: 'too-few-rows' })
  );
});

test('shuffling hurts by as much as a column matters', async () => {
  const rows = buildPatients({ missing: 0 }).map(row => ({ ...row, ill: Number(row.age) > 50 }));
  const { train, test: held } = trainTestSplit(rows, { stratify: 'ill' });
  const boosted = pipeline({ columns: PATIENT_COLUMNS, estimator: gradientBoosting() });
  const fitted = await boosted.fit(train, { label: 'ill' });
  const found = await permutationImportance(fitted, held);
  expect(found[0].column).toBe('age');
  expect(found[0].importance).toBeGreaterThan(0.3);
  expect(found.slice(1).every(({ importance }) => Math.abs(importance) < 0.05)).toBe(true);
  const byLoss = await permutationImportance(fitted, held, { metric: 'logLoss', repeats: 2 });
  expect(byLoss[0]).toMatchObject({ column: 'age' });
  expect(byLoss[0].importance).toBeGreaterThan(0);
});
