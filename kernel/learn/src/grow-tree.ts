import { bestSplit, type Split, type SplitRules } from './best-split.ts';
import type { BinnedFeatures } from './binning.ts';
import {
  addRows,
  entrySize,
  subtract,
  sumRows,
  type Gradients,
  type Histogram
} from './histogram.ts';
import { shuffle, type Random } from './random.ts';
import { createTree, type Tree } from './tree.ts';

export interface GrowthRules extends SplitRules {
  /** Leaf-wise growth stops at this many leaves; undefined sets no limit. */
  readonly maxLeaves?: number;
  readonly maxDepth?: number;
  /** Leaf values are multiplied by this. */
  readonly shrinkage: number;
  readonly output: number;
  /** The features that the tree may use. */
  readonly candidates: Int32Array;
  /** How many of them each split looks at; undefined means all. */
  readonly featuresPerSplit?: number;
  readonly random: Random;
}

interface Leaf {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
  readonly depth: number;
  readonly sums: Float64Array;
  histogram?: Histogram;
  split?: Split;
}

const SMALLEST_GAIN = 1e-12;

/**
 * Grows a tree leaf-wise: the leaf whose split gains most is split next (Shi, "Best-first Decision
 * Tree Learning", 2007; LightGBM). Of two children only the smaller is counted, the other's
 * histogram is the difference. With `featuresPerSplit` each split draws its own features (Breiman,
 * "Random Forests", 2001). Reorders `rows`.
 */
export function growTree(
  data: BinnedFeatures,
  gradients: Gradients,
  rows: Int32Array,
  rules: GrowthRules
): Tree {
  const size = entrySize(gradients.width);
  const draft = createDraft(gradients.width);
  const spare: Histogram[] = [];
  const scratch = new Int32Array(rows.length);
  const sampled =
    rules.featuresPerSplit !== undefined && rules.featuresPerSplit < rules.candidates.length;
  const shared = sampled ? new Float64Array(data.totalBins * size) : undefined;

  const count = (leaf: Leaf): Histogram => {
    const histogram = spare.pop()?.fill(0) ?? new Float64Array(data.totalBins * size);
    for (const feature of rules.candidates) {
      addRows(histogram, data, feature, gradients, rows, leaf.begin, leaf.end);
    }
    return histogram;
  };
  const searchAll = (leaf: Leaf, histogram: Histogram): Split | undefined => {
    let best: Split | undefined;
    for (const feature of rules.candidates) {
      const atLeast = best?.gain ?? SMALLEST_GAIN;
      best = bestSplit(histogram, data, feature, leaf.sums, rules, atLeast) ?? best;
    }
    return best;
  };
  const searchSample = (leaf: Leaf, histogram: Histogram): Split | undefined => {
    let best: Split | undefined;
    const drawn = shuffle(rules.candidates.slice(), rules.random);
    for (let index = 0; index < drawn.length; index++) {
      if (index >= rules.featuresPerSplit! && best) break;
      const feature = drawn[index];
      const begin = data.offsets[feature] * size;
      histogram.fill(0, begin, begin + (data.features[feature].bins + 1) * size);
      addRows(histogram, data, feature, gradients, rows, leaf.begin, leaf.end);
      const atLeast = best?.gain ?? SMALLEST_GAIN;
      best = bestSplit(histogram, data, feature, leaf.sums, rules, atLeast) ?? best;
    }
    return best;
  };
  const splittable = (leaf: Leaf): boolean =>
    leaf.sums[0] >= 2 * rules.minRowsPerLeaf &&
    leaf.sums[0] > 1 &&
    (rules.maxDepth === undefined || leaf.depth < rules.maxDepth);

  const openLeaf = (begin: number, end: number, depth: number): Leaf => {
    const sums = sumRows(gradients, rows, begin, end);
    return { node: draft.add(sums, rules), begin, end, depth, sums };
  };

  const root = openLeaf(0, rows.length, 0);
  const open: Leaf[] = [];
  const enqueue = (leaf: Leaf): void => {
    if (splittable(leaf)) {
      leaf.split = shared
        ? searchSample(leaf, shared)
        : searchAll(leaf, (leaf.histogram ??= count(leaf)));
    }
    if (leaf.split) open.push(leaf);
    else if (leaf.histogram) spare.push(leaf.histogram);
  };
  enqueue(root);

  let leaves = 1;
  while (open.length > 0 && (rules.maxLeaves === undefined || leaves < rules.maxLeaves)) {
    const leaf = takeNext(open, rules.maxLeaves !== undefined);
    const split = leaf.split!;
    const middle = partition(data, split, rows, leaf.begin, leaf.end, scratch);
    const left = openLeaf(leaf.begin, middle, leaf.depth + 1);
    const right = openLeaf(middle, leaf.end, leaf.depth + 1);
    draft.split(leaf.node, split, data.features[split.feature].bounds[split.bin], left, right);
    leaves += 1;
    if (leaf.histogram) {
      const [small, large] = left.sums[0] <= right.sums[0] ? [left, right] : [right, left];
      if (splittable(small) || splittable(large)) {
        small.histogram = count(small);
        large.histogram = subtract(leaf.histogram, small.histogram);
      } else spare.push(leaf.histogram);
    }
    enqueue(left);
    enqueue(right);
  }
  return draft.finish(rules.output);
}

/** The leaf with the greatest gain, or simply the last one where all will be split anyway. */
function takeNext(open: Leaf[], bestFirst: boolean): Leaf {
  let at = open.length - 1;
  if (bestFirst) {
    for (let index = 0; index < open.length; index++) {
      if (open[index].split!.gain > open[at].split!.gain) at = index;
    }
  }
  return open.splice(at, 1)[0];
}

/** Moves the rows that go left to the front, order kept; returns where the right ones begin. */
function partition(
  data: BinnedFeatures,
  { feature, bin, missingLeft }: Split,
  rows: Int32Array,
  begin: number,
  end: number,
  scratch: Int32Array
): number {
  const { codes, bins } = data.features[feature];
  let left = begin;
  let right = 0;
  for (let index = begin; index < end; index++) {
    const row = rows[index];
    const code = codes[row];
    if (code === bins ? missingLeft : code <= bin) rows[left++] = row;
    else scratch[right++] = row;
  }
  rows.set(scratch.subarray(0, right), left);
  return left;
}

/** A tree's arrays while it grows. */
function createDraft(width: number) {
  const feature: number[] = [];
  const threshold: number[] = [];
  const missingLeft: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const values: number[] = [];
  const gain: number[] = [];
  return {
    /** A leaf whose values −G / (H + λ), shrunk, minimise the loss to second order. */
    add(sums: Float64Array, { l2, shrinkage }: GrowthRules): number {
      const weight = sums[1] + l2;
      for (let k = 0; k < width; k++) {
        values.push(weight > 0 ? ((0 - sums[2 + k]) / weight) * shrinkage : 0);
      }
      missingLeft.push(0);
      threshold.push(0);
      left.push(-1);
      right.push(-1);
      gain.push(0);
      return feature.push(-1) - 1;
    },
    split(node: number, split: Split, bound: number, leftLeaf: Leaf, rightLeaf: Leaf): void {
      feature[node] = split.feature;
      threshold[node] = bound;
      missingLeft[node] = split.missingLeft ? 1 : 0;
      left[node] = leftLeaf.node;
      right[node] = rightLeaf.node;
      gain[node] = split.gain;
      values.fill(0, node * width, (node + 1) * width);
    },
    finish: (output: number): Tree =>
      createTree({ output, width, feature, threshold, missingLeft, left, right, values, gain })
  };
}
