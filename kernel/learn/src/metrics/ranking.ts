/** Row numbers by falling score. */
function byFallingScore(scores: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => scores[b] - scores[a]
  );
}

/** Hits and false alarms among the rows whose score is at least `threshold`. */
interface Cut {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** One cut at each distinct score, from the highest; rows with equal scores enter together. */
export function cuts(positive: ArrayLike<number>, scores: ArrayLike<number>): Cut[] {
  const order = byFallingScore(scores);
  const found: Cut[] = [];
  let truePositives = 0;
  let falsePositives = 0;
  order.forEach((row, place) => {
    if (positive[row] === 1) truePositives += 1;
    else falsePositives += 1;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[row]) return;
    found.push({ threshold: scores[row], truePositives, falsePositives });
  });
  return found;
}

/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, a tie
 * counting half (Hanley and McNeil, 1982). `positive` is 1 or 0. NaN when one of them is absent.
 */
export function rankAuc(positive: ArrayLike<number>, scores: ArrayLike<number>): number {
  let area = 0;
  let last = { truePositives: 0, falsePositives: 0 };
  for (const cut of cuts(positive, scores)) {
    const width = cut.falsePositives - last.falsePositives;
    area += (width * (cut.truePositives + last.truePositives)) / 2;
    last = cut;
  }
  return area / (last.truePositives * last.falsePositives);
}

/** Σ (Rₙ − Rₙ₋₁)·Pₙ over the cuts: average precision, without interpolation. */
export function rankAveragePrecision(
  positive: ArrayLike<number>,
  scores: ArrayLike<number>
): number {
  let sum = 0;
  let before = 0;
  for (const { truePositives, falsePositives } of cuts(positive, scores)) {
    sum += ((truePositives - before) * truePositives) / (truePositives + falsePositives);
    before = truePositives;
  }
  return sum / before;
}
