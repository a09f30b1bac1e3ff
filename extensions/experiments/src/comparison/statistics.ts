import { grouped } from './grouped.ts';

/** Mean of the finite values; NaN if there are none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation, with n − 1; NaN below two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) {
    return NaN;
  }
  const middle = mean(values);
  return Math.sqrt(
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
  );
}

/** Quantile 0.975 of Student's t for 1 … 30 degrees of freedom. */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042
];

/** Half the width of the 95 % confidence interval of a mean: t₀.₉₇₅,ₙ₋₁ · s / √n. NaN below two values. */
export function halfInterval(deviationOfSample: number, count: number): number {
  if (count < 2) {
    return NaN;
  }
  const freedom = count - 1;
  // beyond the table: the first terms of the expansion in 1 / freedom, below 0.1 % off
  const t = T_975[freedom - 1] ?? 1.96 + 2.372 / freedom + 2.822 / freedom ** 2;
  return (t * deviationOfSample) / Math.sqrt(count);
}

/** Pairs in which both have a value. */
export function pairsOf(
  a: readonly (number | null)[],
  b: readonly (number | null)[]
): (readonly [number, number])[] {
  return a.flatMap((value, index) => {
    const other = b[index];
    return value === null || other === null ? [] : [[value, other] as const];
  });
}

/** Pearson's correlation of pairs; NaN where one side does not vary. */
export function pearson(pairs: readonly (readonly [number, number])[]): number {
  const [mx, my] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  let [sxy, sxx, syy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    sxy += (x - mx) * (y - my);
    sxx += (x - mx) ** 2;
    syy += (y - my) ** 2;
  }
  return pairs.length < 2 ? NaN : sxy / Math.sqrt(sxx * syy);
}

/** Spearman's rank correlation: Pearson's of the ranks, ties share theirs. */
export function spearman(pairs: readonly (readonly [number, number])[]): number {
  const xs = ranksOf(pairs.map(([x]) => x));
  const ys = ranksOf(pairs.map(([, y]) => y));
  return pearson(xs.map((x, index) => [x, ys[index]] as const));
}

export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) {
      to += 1;
    }
    for (let at = from; at <= to; at++) {
      ranks[order[at]] = (from + to) / 2 + 1;
    }
    from = to + 1;
  }
  return ranks;
}

/**
 * Correlation ratio η²: the share of a metric's variance that lies between the groups of a
 * category (one-way analysis of variance, SS_between / SS_total). NaN where the metric does not vary.
 */
export function etaSquared(pairs: readonly (readonly [number, number])[]): number {
  const all = pairs.map(([, y]) => y);
  const middle = mean(all);
  const total = all.reduce((sum, y) => sum + (y - middle) ** 2, 0);
  const groups = grouped(pairs, ([category]) => category);
  let between = 0;
  for (const members of groups.values()) {
    between += members.length * (mean(members.map(([, y]) => y)) - middle) ** 2;
  }
  return between / total;
}
