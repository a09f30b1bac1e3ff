import type { FeatureMatrix } from './features.ts';

/**
 * A binary tree in arrays, node 0 the root. A node with feature −1 is a leaf. A row goes left when
 * its value is ≤ `threshold`, or when it has none and `missingLeft` is 1.
 */
export interface Tree {
  /** The first score that the leaves add to. */
  readonly output: number;
  /** How many scores a leaf adds to. */
  readonly width: number;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Nodes × width; zero except in leaves. */
  readonly values: Float32Array;
  readonly gain: Float32Array;
}

/** A tree as JSON: the same fields, plain lists. */
export interface TreeState {
  readonly output: number;
  readonly width: number;
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly missingLeft: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly values: readonly number[];
  readonly gain: readonly number[];
}

export function createTree(state: TreeState): Tree {
  return {
    output: state.output,
    width: state.width,
    feature: Int32Array.from(state.feature),
    threshold: Float32Array.from(state.threshold),
    missingLeft: Uint8Array.from(state.missingLeft),
    left: Int32Array.from(state.left),
    right: Int32Array.from(state.right),
    values: Float32Array.from(state.values),
    gain: Float32Array.from(state.gain)
  };
}

export function treeState(tree: Tree): TreeState {
  return {
    output: tree.output,
    width: tree.width,
    feature: [...tree.feature],
    threshold: [...tree.threshold],
    missingLeft: [...tree.missingLeft],
    left: [...tree.left],
    right: [...tree.right],
    values: [...tree.values],
    gain: [...tree.gain]
  };
}

/** The node number of the leaf that a row falls into. */
export function leafOf(tree: Tree, columns: readonly Float32Array[], row: number): number {
  const { feature, threshold, missingLeft, left, right } = tree;
  let node = 0;
  while (feature[node] >= 0) {
    const value = columns[feature[node]][row];
    const goesLeft = Number.isNaN(value) ? missingLeft[node] === 1 : value <= threshold[node];
    node = goesLeft ? left[node] : right[node];
  }
  return node;
}

/** Adds the tree's leaf values to the scores, one array an output. */
export function addTree(
  tree: Tree,
  features: FeatureMatrix,
  scores: readonly Float64Array[]
): void {
  for (let row = 0; row < features.rows; row++) {
    const leaf = leafOf(tree, features.columns, row);
    for (let k = 0; k < tree.width; k++) {
      scores[tree.output + k][row] += tree.values[leaf * tree.width + k];
    }
  }
}

/** The same tree with every leaf value multiplied by `factor`. */
export function scaleTree(tree: Tree, factor: number): Tree {
  return { ...tree, values: tree.values.map(value => value * factor) };
}
