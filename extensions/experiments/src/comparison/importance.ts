import type { Column } from './fields.ts';
import { isConstant } from './fields.ts';
import { etaSquared, pairsOf, spearman } from './statistics.ts';

/** How strongly a metric goes with a param, over the compared runs. */
export interface Association {
  readonly column: Column;
  /** ρ: Spearman's rank correlation of numbers; η²: share of variance between categories. */
  readonly measure: 'ρ' | 'η²';
  /** −1 … 1 for ρ, 0 … 1 for η². */
  readonly value: number;
  /** ρ² or η²: 0 … 1, what the bars show. */
  readonly strength: number;
  /** Runs that have both. */
  readonly runs: number;
}

/** Fewer runs than this say nothing. */
export const FEWEST_RUNS = 4;

/**
 * Params by how strongly the metric goes with each, one at a time: no cause, and no interplay of
 * params. Params that do not vary, or with a value of its own for every run that is no number, are left out.
 */
export function associations(params: readonly Column[], metric: Column): Association[] {
  return params
    .filter(column => !isConstant(column))
    .flatMap(column => {
      const pairs = pairsOf(column.values, metric.values);
      const { categories } = column;
      const tells = categories ? categories.length < pairs.length : true;
      if (pairs.length < FEWEST_RUNS || !tells) {
        return [];
      }
      const value = categories ? etaSquared(pairs) : spearman(pairs);
      const measure = categories ? ('η²' as const) : ('ρ' as const);
      const strength = categories ? value : value ** 2;
      return Number.isFinite(value)
        ? [{ column, measure, value, strength, runs: pairs.length }]
        : [];
    })
    .sort((a, b) => b.strength - a.strength);
}
