import fc from 'fast-check';
import {
  accuracy,
  averagePrecision,
  brierScore,
  confusionMatrix,
  f1,
  logLoss,
  mae,
  precision,
  precisionRecallCurve,
  r2,
  recall,
  rmse,
  rocAuc,
  rocAucOneVsRest,
  rocCurve
} from './index.ts';

/** Rows of both classes, with scores coarse enough to tie often. */
const ranked = fc
  .array(fc.record({ ill: fc.boolean(), score: fc.integer({ min: 0, max: 9 }) }), {
    minLength: 2,
    maxLength: 60
  })
  .filter(rows => new Set(rows.map(({ ill }) => ill)).size === 2)
  .map(rows => ({ actual: rows.map(({ ill }) => ill), scores: rows.map(({ score }) => score) }));

const labelPairs = fc
  .array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('a', 'b')), { minLength: 1 })
  .map(pairs => ({ actual: pairs.map(([a]) => a), predicted: pairs.map(([, p]) => p) }));

test('ROC AUC is the share of positive-negative pairs in the right order, ties counting half', () => {
  fc.assert(
    fc.property(ranked, ({ actual, scores }) => {
      let right = 0;
      let pairs = 0;
      actual.forEach((a, i) =>
        actual.forEach((b, j) => {
          if (!a || b) return;
          pairs += 1;
          right += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
        })
      );
      expect(rocAuc(actual, scores)).toBeCloseTo(right / pairs, 12);
    })
  );
});

test('the trapezoids under the ROC curve add up to the AUC', () => {
  fc.assert(
    fc.property(ranked, ({ actual, scores }) => {
      const points = rocCurve(actual, scores);
      const area = points.slice(1).reduce((sum, point, index) => {
        const before = points[index];
        const width = point.falsePositiveRate - before.falsePositiveRate;
        return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
      }, 0);
      expect(area).toBeCloseTo(rocAuc(actual, scores), 12);
      expect(points.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
    })
  );
});

test('ROC AUC of the other class is the same with the scores turned round', () => {
  fc.assert(
    fc.property(ranked, ({ actual, scores }) => {
      const turned = scores.map(score => -score);
      expect(rocAuc(actual, turned, { positive: false })).toBeCloseTo(rocAuc(actual, scores), 12);
    })
  );
});

test('each point of the precision-recall curve counts the rows at or above its threshold', () => {
  fc.assert(
    fc.property(ranked, ({ actual, scores }) => {
      for (const point of precisionRecallCurve(actual, scores).slice(1)) {
        const found = actual.filter((_, row) => scores[row] >= point.threshold);
        const hits = found.filter(ill => ill).length;
        expect(point.precision).toBeCloseTo(hits / found.length, 12);
        expect(point.recall).toBeCloseTo(hits / actual.filter(ill => ill).length, 12);
      }
    })
  );
});

test('average precision sums precision over the gains of recall', () => {
  fc.assert(
    fc.property(ranked, ({ actual, scores }) => {
      const points = precisionRecallCurve(actual, scores);
      const sum = points
        .slice(1)
        .reduce((all, { precision: p, recall: r }, i) => all + p * (r - points[i].recall), 0);
      expect(averagePrecision(actual, scores)).toBeCloseTo(sum, 12);
    })
  );
});

test('accuracy, precision, recall and F1 follow from counts', () => {
  fc.assert(
    fc.property(labelPairs, ({ actual, predicted }) => {
      const count = (a: string, p: string): number =>
        actual.filter((label, row) => label === a && predicted[row] === p).length;
      const [tp, fp, fn, tn] = [count('b', 'b'), count('a', 'b'), count('b', 'a'), count('a', 'a')];
      expect(accuracy(actual, predicted)).toBeCloseTo((tp + tn) / actual.length, 12);
      fc.pre(tp > 0);
      const options = { positive: 'b' };
      expect(precision(actual, predicted, options)).toBeCloseTo(tp / (tp + fp), 12);
      expect(recall(actual, predicted, options)).toBeCloseTo(tp / (tp + fn), 12);
      const harmonic = 2 / ((tp + fp) / tp + (tp + fn) / tp);
      expect(f1(actual, predicted, options)).toBeCloseTo(harmonic, 12);
    })
  );
});

test('the confusion matrix has a row for each actual and a column for each predicted class', () => {
  expect(confusionMatrix(['a', 'a', 'b', 'c'], ['a', 'b', 'b', 'a'])).toEqual({
    classes: ['a', 'b', 'c'],
    counts: [
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 0]
    ]
  });
});

test('log loss and Brier score match hand calculation for two and for three classes', () => {
  expect(logLoss(['n', 'p'], [0.2, 0.9])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.9)) / 2, 12);
  expect(brierScore(['n', 'p'], [0.2, 0.9])).toBeCloseTo((0.04 + 0.01) / 2, 12);
  const three = [
    [0.7, 0.2, 0.1],
    [0.1, 0.6, 0.3],
    [0.2, 0.2, 0.6]
  ];
  expect(logLoss([1, 2, 3], three)).toBeCloseTo(
    -(Math.log(0.7) + Math.log(0.6) + Math.log(0.6)) / 3,
    12
  );
  expect(brierScore([1, 2, 3], three)).toBeCloseTo((0.14 + 0.26 + 0.24) / 3, 12);
  expect(rocAucOneVsRest([1, 2, 3], three)).toBe(1);
});

test('a wrong prediction made with certainty costs much, but not infinitely much', () => {
  expect(logLoss(['n', 'p'], [1, 1])).toBeCloseTo(-Math.log(1e-15) / 2, 6);
});

test('RMSE, MAE and R² match hand calculation', () => {
  expect(rmse([1, 2, 3], [1, 2, 6])).toBeCloseTo(Math.sqrt(3), 12);
  expect(mae([1, 2, 3], [1, 2, 6])).toBe(1);
  expect(r2([1, 2, 3], [1, 2, 6])).toBeCloseTo(1 - 9 / 2, 12);
  expect(r2([2, 2], [2, 2])).toBe(1);
  expect(r2([2, 2], [2, 3])).toBe(0);
});

test('scores that cannot be computed say why', () => {
  expect(() => rocAuc(['p', 'p'], [0.1, 0.2])).toThrow(
    expect.objectContaining({ code: 'single-class-label' })
  );
  expect(() => rocAuc(['a', 'b', 'c'], [0.1, 0.2, 0.3])).toThrow(
    expect.objectContaining({ code: 'invalid-option' })
  );
  expect(() => accuracy(['a'], ['a', 'b'])).toThrow(
    expect.objectContaining({ code: 'length-mismatch' })
  );
  expect(() => rmse([], [])).toThrow(expect.objectContaining({ code: 'empty-table' }));
  expect(() => logLoss(['a', 'b'], [[0.1, 0.2, 0.7]].concat([[1, 0, 0]]))).toThrow(
    expect.objectContaining({ code: 'length-mismatch' })
  );
});
