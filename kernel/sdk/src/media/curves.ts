import { MEDIA } from '@atelier-ml/api';
import type { PrCurve, RocCurve } from '@atelier-ml/api';
import { sortedClasses } from './confusion-matrix.ts';
import type { Label } from './confusion-matrix.ts';
import { jsonMedia } from './media.ts';
import type { Media } from './media.ts';

/** True classes and the scores that a model gave them. */
export interface CurveContent {
  readonly actual: ArrayLike<Label>;
  /** Scores of the positive class; or by class, each class against the rest, one curve a class. */
  readonly scores: ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>;
  /** The positive class where there is one list of scores; the last of the sorted ones when left out. */
  readonly positive?: Label;
  /** Name of the curve; the positive class when left out. */
  readonly label?: string;
}

/** Points that a curve keeps at most: more can't be told apart on a screen. */
const maxPoints = 1_000;

/** Rows with a score of at least `threshold`, counted by their true class. */
interface Cut {
  threshold: number;
  hits: number;
  alarms: number;
}

/** One cut for each distinct score, from the highest down; equal scores enter together. */
function cutsOf(positive: Uint8Array, scores: ArrayLike<number>): Cut[] {
  const order = Uint32Array.from(positive, (_, row) => row).sort((a, b) => scores[b] - scores[a]);
  const cuts: Cut[] = [{ threshold: Infinity, hits: 0, alarms: 0 }];
  let hits = 0;
  let alarms = 0;
  order.forEach((row, place) => {
    hits += positive[row];
    alarms += 1 - positive[row];
    if (place + 1 === order.length || scores[order[place + 1]] !== scores[row]) {
      cuts.push({ threshold: scores[row], hits, alarms });
    }
  });
  return cuts;
}

/** At most `maxPoints`, evenly; the ends always. */
function spread(cuts: readonly Cut[]): Cut[] {
  if (cuts.length <= maxPoints) {
    return [...cuts];
  }
  const stride = (cuts.length - 1) / (maxPoints - 1);
  return Array.from({ length: maxPoints }, (_, index) => cuts[Math.round(index * stride)]);
}

/** What lies between two corners of a ROC curve lies on a line, and need not be told. */
function cornersOf(cuts: readonly Cut[]): Cut[] {
  const isCorner = (index: number) => {
    const [before, at, after] = [cuts[index - 1], cuts[index], cuts[index + 1]];
    return (
      !before ||
      !after ||
      (at.hits - before.hits) * (after.alarms - at.alarms) !==
        (after.hits - at.hits) * (at.alarms - before.alarms)
    );
  };
  return cuts.filter((_, index) => isCorner(index));
}

interface Series {
  label: string;
  cuts: Cut[];
  positives: number;
  negatives: number;
}

function seriesOf(
  label: string,
  actual: ArrayLike<Label>,
  positive: string,
  scores: ArrayLike<number>
): Series {
  if (actual.length !== scores.length) {
    throw new Error(`there are ${actual.length} true classes and ${scores.length} scores`);
  }
  const flags = Uint8Array.from({ length: actual.length }, (_, row) =>
    String(actual[row]) === positive ? 1 : 0
  );
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row])) {
      throw new Error(`the score of row ${row} is not a number`);
    }
  }
  const positives = flags.reduce((sum, flag) => sum + flag, 0);
  const negatives = flags.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new Error(`a curve of “${positive}” needs rows of that class and of others`);
  }
  return { label, cuts: cutsOf(flags, scores), positives, negatives };
}

const isList = (scores: CurveContent['scores']): scores is ArrayLike<number> =>
  Array.isArray(scores) || ArrayBuffer.isView(scores);

function allSeries({ actual, scores, positive, label }: CurveContent): Series[] {
  if (!isList(scores)) {
    return Object.entries(scores).map(([name, each]) => seriesOf(name, actual, name, each));
  }
  const classes = sortedClasses(actual);
  if (positive === undefined && classes.length > 2) {
    throw new Error('with more than two classes, name the positive one or give scores by class');
  }
  const chosen = positive === undefined ? classes[classes.length - 1] : String(positive);
  return [seriesOf(label ?? chosen, actual, chosen, scores)];
}

/** JSON has no infinity: the first threshold stands a little above the highest score. */
function thresholdsOf(cuts: readonly Cut[]): number[] {
  const highest = cuts.find(({ threshold }) => Number.isFinite(threshold))?.threshold ?? 1;
  return cuts.map(({ threshold }) =>
    Number.isFinite(threshold) ? threshold : threshold > 0 ? highest + 1 : highest - 1
  );
}

/** Area under the ROC curve by the trapezoidal rule, of all points and not of those that are kept. */
function areaOf({ cuts, positives, negatives }: Series): number {
  let twice = 0;
  for (let index = 1; index < cuts.length; index++) {
    const [before, at] = [cuts[index - 1], cuts[index]];
    twice += (at.alarms - before.alarms) * (at.hits + before.hits);
  }
  return twice / (2 * positives * negatives);
}

/** Average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ over all points. */
function averagePrecisionOf({ cuts, positives }: Series): number {
  let sum = 0;
  for (let index = 1; index < cuts.length; index++) {
    const { hits, alarms } = cuts[index];
    sum += ((hits - cuts[index - 1].hits) / positives) * (hits / (hits + alarms));
  }
  return sum;
}

export function rocMedia(content: CurveContent): Media {
  const curves: RocCurve['curves'] = allSeries(content).map(series => {
    const kept = spread(cornersOf(series.cuts));
    return {
      label: series.label,
      falsePositiveRate: kept.map(({ alarms }) => alarms / series.negatives),
      truePositiveRate: kept.map(({ hits }) => hits / series.positives),
      thresholds: thresholdsOf(kept),
      auc: areaOf(series)
    };
  });
  return jsonMedia({ curves } satisfies RocCurve, MEDIA.rocCurve, '.roc.json');
}

export function prMedia(content: CurveContent): Media {
  const curves: PrCurve['curves'] = allSeries(content).map(series => {
    const kept = spread(series.cuts);
    return {
      label: series.label,
      recall: kept.map(({ hits }) => hits / series.positives),
      precision: kept.map(({ hits, alarms }) => (hits + alarms === 0 ? 1 : hits / (hits + alarms))),
      thresholds: thresholdsOf(kept),
      averagePrecision: averagePrecisionOf(series)
    };
  });
  return jsonMedia({ curves } satisfies PrCurve, MEDIA.prCurve, '.pr.json');
}
