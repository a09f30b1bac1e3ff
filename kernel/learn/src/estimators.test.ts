import fc from 'fast-check';
import {
  gradientBoosting,
  gradientBoostingRegressor,
  logisticRegression,
  pipeline,
  randomForest,
  randomForestRegressor,
  type IterationReport,
  type LearnWarning
} from './index.ts';
import { createRandom } from './random.ts';
import { buildPatients, PATIENT_COLUMNS } from './testing/tables.ts';

const patients = buildPatients({ rows: 400 });
const validation = buildPatients({ rows: 200, seed: 9 });

async function fitWith(
  estimator: ReturnType<typeof gradientBoosting>,
  label = 'ill',
  options: { validation?: typeof patients } = {}
) {
  const reports: IterationReport[] = [];
  const fitted = await pipeline({ columns: PATIENT_COLUMNS, estimator }).fit(patients, {
    label,
    ...options,
    onIteration: report => void reports.push(report)
  });
  return { fitted, reports };
}

describe('gradient boosting', () => {
  test.each(['ill', 'risk'])('lowers the training loss of "%s" in every iteration', async label => {
    const { reports } = await fitWith(gradientBoosting({ iterations: 40 }), label);
    expect(reports.map(({ iteration }) => iteration)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1)
    );
    reports.slice(1).forEach((report, index) => {
      expect(report.loss).toBeLessThanOrEqual(reports[index].loss);
    });
  });

  test('learns from the gaps themselves to which side they go', async () => {
    const random = createRandom(3);
    const rows = Array.from({ length: 300 }, () => {
      const known = random.next() < 0.6;
      const x = random.next();
      return { x: known ? x : null, y: known ? x < 0.3 : true };
    });
    const fitted = await pipeline({ estimator: gradientBoosting() }).fit(rows, { label: 'y' });
    expect(fitted.predict([{ x: null }, { x: 0.1 }, { x: 0.9 }])).toEqual([true, true, false]);
  });

  test('stops early on the validation rows and keeps the best iteration', async () => {
    const estimator = gradientBoosting({
      iterations: 500,
      learningRate: 0.3,
      earlyStopping: { rounds: 5 }
    });
    const { fitted, reports } = await fitWith(estimator, 'ill', { validation });
    const losses = reports.map(({ validationLoss }) => validationLoss!);
    const best = losses.indexOf(Math.min(...losses));
    expect(reports).toHaveLength(best + 1 + 5);
    expect(fitted.evaluate(validation).logLoss).toBeCloseTo(losses[best], 9);
    expect(fitted.evaluate(validation).rocAuc).toBeCloseTo(reports[best].validationAuc!, 9);
  });

  test('holds out training rows to stop on when there are no others', async () => {
    const { reports } = await fitWith(gradientBoosting({ iterations: 500, earlyStopping: true }));
    expect(reports.length).toBeLessThan(500);
    expect(reports[0].validationLoss).toBeGreaterThan(0);
  });

  test('fits a step function exactly when nothing holds it back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 }),
        fc.infiniteStream(fc.integer({ min: -5, max: 5 })),
        async (xs, targets) => {
          const rows = xs.map(x => ({ x, y: targets.next().value as number }));
          const estimator = gradientBoostingRegressor({
            iterations: 1,
            learningRate: 1,
            minRowsPerLeaf: 1,
            maxLeaves: 31
          });
          const fitted = await pipeline({ estimator }).fit(rows, { label: 'y' });
          fitted.predict(rows).forEach((value, row) => expect(value).toBeCloseTo(rows[row].y, 4));
        }
      ),
      { numRuns: 40 }
    );
  });

  test('keeps to the depth, the leaves and the rows a leaf that it is given', async () => {
    const leaves = async (options: object): Promise<number> => {
      const { fitted } = await fitWith(gradientBoosting({ iterations: 1, ...options }));
      const trees = (fitted.toJSON().model as unknown as { trees: { feature: number[] }[] }).trees;
      return trees[0].feature.filter(feature => feature < 0).length;
    };
    expect(await leaves({ maxLeaves: 5 })).toBe(5);
    expect(await leaves({ maxDepth: 2, minRowsPerLeaf: 1 })).toBe(4);
    expect(await leaves({ minRowsPerLeaf: 200 })).toBeLessThanOrEqual(2);
  });
});

describe('a random forest', () => {
  test('reports an out-of-bag loss near the loss on new rows', async () => {
    const { reports, fitted } = await fitWith(randomForest({ trees: 100, minRowsPerLeaf: 5 }));
    expect(reports.at(-1)!.loss).toBeCloseTo(fitted.evaluate(validation).logLoss, 1);
  });

  test('finds the one column that matters', async () => {
    const rows = buildPatients({ missing: 0 }).map(row => ({ ...row, ill: Number(row.age) > 50 }));
    const fitted = await pipeline({ columns: PATIENT_COLUMNS, estimator: randomForest() }).fit(
      rows,
      {
        label: 'ill'
      }
    );
    const [first] = fitted.importances();
    expect(first).toMatchObject({ feature: 'age', column: 'age' });
    expect(fitted.importances().reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(
      1
    );
  });

  test('of a quantity never leaves the range of what it saw', async () => {
    const model = pipeline({ columns: PATIENT_COLUMNS, estimator: randomForestRegressor() });
    const fitted = await model.fit(patients, { label: 'cost' });
    const seen = patients.map(({ cost }) => Number(cost));
    for (const value of fitted.predict(validation)) {
      expect(value).toBeGreaterThan(Math.min(...seen) - 1e-4);
      expect(value).toBeLessThan(Math.max(...seen) + 1e-4);
    }
  });
});

describe('logistic regression', () => {
  test('predicts each class as often on average as it occurs, its intercept being free', async () => {
    for (const label of ['ill', 'risk']) {
      const { fitted } = await fitWith(logisticRegression({ tolerance: 1e-9 }), label);
      fitted.classes.forEach((name, k) => {
        const share = patients.filter(row => row[label] === name).length / patients.length;
        const mean = fitted.predictProbability(patients).reduce((sum, row) => sum + row[k], 0);
        expect(mean / patients.length).toBeCloseTo(share, 6);
      });
    }
  });

  test('with balanced weights counts a rare class as much as a common one', async () => {
    const rows = patients.map(row => ({ ...row, ill: row.ill === true && Number(row.age) > 70 }));
    const recallWith = async (classWeight?: 'balanced'): Promise<number> => {
      const model = pipeline({
        columns: PATIENT_COLUMNS,
        estimator: logisticRegression({ classWeight })
      });
      return (await model.fit(rows, { label: 'ill' })).evaluate(rows).recall;
    };
    expect(await recallWith('balanced')).toBeGreaterThan(await recallWith());
  });

  test('warns when it runs out of iterations', async () => {
    const warnings: LearnWarning[] = [];
    const model = pipeline({
      columns: PATIENT_COLUMNS,
      estimator: logisticRegression({ maxIterations: 2 })
    });
    const fitted = await model.fit(patients, {
      label: 'ill',
      onWarning: warning => void warnings.push(warning)
    });
    expect(warnings).toMatchObject([{ code: 'not-converged' }]);
    expect(fitted.warnings).toEqual(warnings);
  });

  test('stays finite on classes that a line separates, without any penalty', async () => {
    const rows = [-2, -1, 1, 2].map(x => ({ x, y: x > 0 }));
    const fitted = await pipeline({ estimator: logisticRegression({ l2: 0 }) }).fit(rows, {
      label: 'y'
    });
    expect(fitted.predict(rows)).toEqual([false, false, true, true]);
    expect(fitted.predictProbability(rows).flat().every(Number.isFinite)).toBe(true);
  });
});

describe.each([
  [
    'gradient boosting',
    (seed: number) =>
      gradientBoosting({ iterations: 10, subsample: 0.5, featureFraction: 0.5, seed })
  ],
  ['a random forest', (seed: number) => randomForest({ trees: 10, seed })]
])('%s', (_, build) => {
  test('is the same for the same seed and another for another', async () => {
    const model = async (seed: number) =>
      (await fitWith(build(seed), 'risk')).fitted.toJSON().model;
    expect(await model(4)).toEqual(await model(4));
    expect(await model(4)).not.toEqual(await model(5));
  });
});

describe.each([
  ['logistic regression', logisticRegression({ tolerance: 1e-300, l2: 1e-9 })],
  ['gradient boosting', gradientBoosting({ iterations: 1_000_000 })],
  ['a random forest', randomForest({ trees: 1_000_000 })]
])('%s', (_, estimator) => {
  test('stops with the signal, in the middle of training', async () => {
    const controller = new AbortController();
    const fitting = pipeline({ columns: PATIENT_COLUMNS, estimator }).fit(patients, {
      label: 'risk',
      signal: controller.signal,
      onIteration: ({ iteration }) => {
        if (iteration === 3) controller.abort(new Error('enough'));
      }
    });
    await expect(fitting).rejects.toMatchObject({ code: 'aborted', cause: { message: 'enough' } });
  });

  test('waits for a callback that returns a promise, and passes on its error', async () => {
    const fitting = pipeline({ columns: PATIENT_COLUMNS, estimator }).fit(patients, {
      label: 'risk',
      onIteration: async ({ iteration }) => {
        if (iteration === 2) throw new Error('the log is full');
      }
    });
    await expect(fitting).rejects.toThrow('the log is full');
  });
});

test('training lets timers run, so that a timer can end it', async () => {
  const fitting = pipeline({
    columns: PATIENT_COLUMNS,
    estimator: gradientBoosting({ iterations: 1_000_000 })
  }).fit(patients, { label: 'ill', signal: AbortSignal.timeout(30) });
  await expect(fitting).rejects.toMatchObject({ code: 'aborted' });
});
