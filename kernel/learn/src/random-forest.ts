import { binFeatures } from './binning.ts';
import type { Estimator, EstimatorModel, Task, TrainingContext, TrainingSet } from './estimator.ts';
import { growTree } from './grow-tree.ts';
import { meanLossOf, watch } from './monitor.ts';
import { applyLink, type Link } from './objectives.ts';
import { checkNumber } from './options.ts';
import { createProgress } from './progress.ts';
import { createRandom, range, type Random } from './random.ts';
import { createEnsembleModel } from './tree-ensemble.ts';
import { addTree, leafOf, scaleTree, type Tree } from './tree.ts';
import { rowWeights, type ClassWeight } from './weights.ts';

export interface RandomForestRegressorOptions {
  /** Number of trees. Default 100. */
  readonly trees?: number;
  /** No limit by default. */
  readonly maxDepth?: number;
  /** Default 1 for classes, 5 for quantities. */
  readonly minRowsPerLeaf?: number;
  /** Features that each split looks at. Default √features for classes, a third for quantities. */
  readonly featuresPerSplit?: number;
  /** Bins a feature: 2 … 255. Default 255. */
  readonly maxBins?: number;
  /** Default 0. */
  readonly seed?: number;
}

export interface RandomForestOptions extends RandomForestRegressorOptions {
  readonly classWeight?: ClassWeight;
}

/**
 * Random forest of two or more classes: each tree sees a bootstrap sample, splits by Gini impurity,
 * and votes with its leaf's class shares. After Breiman, "Random Forests" (2001), on the same
 * histogram trees as gradient boosting, so missing values need no imputation either.
 */
export function randomForest(options: RandomForestOptions = {}): Estimator<'classification'> {
  return forest('randomForest', 'classification', { minRowsPerLeaf: 1, ...options });
}

/** Random forest of a quantity: splits by variance, predicts the mean of its leaves. */
export function randomForestRegressor(
  options: RandomForestRegressorOptions = {}
): Estimator<'regression'> {
  return forest('randomForestRegressor', 'regression', { minRowsPerLeaf: 5, ...options });
}

interface Options extends RandomForestOptions {
  readonly trees: number;
  readonly minRowsPerLeaf: number;
  readonly maxBins: number;
  readonly seed: number;
}

function forest<T extends Task>(
  name: string,
  task: T,
  given: RandomForestOptions & { minRowsPerLeaf: number }
): Estimator<T> {
  const options: Options = { trees: 100, maxBins: 255, seed: 0, ...given };
  checkNumber('trees', options.trees, { min: 1, integer: true });
  checkNumber('minRowsPerLeaf', options.minRowsPerLeaf, { min: 1, integer: true });
  checkNumber('maxBins', options.maxBins, { min: 2, max: 255, integer: true });
  checkNumber('seed', options.seed, { integer: true });
  for (const limit of ['maxDepth', 'featuresPerSplit'] as const) {
    const value = options[limit];
    if (value !== undefined) checkNumber(limit, value, { min: 1, integer: true });
  }
  return {
    name,
    task,
    options: { ...options },
    handlesMissing: true,
    numericSteps: [],
    train: (set, context) => plant(set, context, options)
  };
}

/**
 * With gradients −w·y and hessians w a leaf is the weighted mean of y, and the gain of a split is
 * the loss of variance: for a 0/1 indicator of each class that is the loss of Gini impurity.
 */
async function plant(
  { features, target, classes }: TrainingSet,
  context: TrainingContext,
  options: Options
): Promise<EstimatorModel> {
  const width = classes.length > 2 ? classes.length : 1;
  const link: Link = classes.length === 0 ? 'identity' : 'share';
  const data = binFeatures(features, options.maxBins);
  const base = rowWeights({ features, target, classes }, options.classWeight);
  const random = createRandom(options.seed);
  const total = data.features.length;
  const usual = classes.length === 0 ? Math.ceil(total / 3) : Math.floor(Math.sqrt(total));
  const rules = {
    minRowsPerLeaf: options.minRowsPerLeaf,
    maxDepth: options.maxDepth,
    featuresPerSplit: Math.max(1, Math.min(total, options.featuresPerSplit ?? usual)),
    candidates: range(total),
    minHessian: 0,
    l2: 0,
    shrinkage: 1,
    output: 0,
    random
  };
  const bag = createBag(target, width, classes.length);
  const held = context.holdout;
  const heldSums = held && blank(width, held.features.rows);
  const progress = createProgress(context);
  const trees: Tree[] = [];
  for (let iteration = 1; iteration <= options.trees; iteration++) {
    const draws = bootstrap(features.rows, random);
    const rows = range(features.rows).filter(row => draws[row] > 0);
    const hessian = base.map((weight, row) => weight * draws[row]);
    const gradient = new Float64Array(features.rows * width);
    for (const row of rows) {
      if (width === 1) gradient[row] = -hessian[row] * target[row];
      else gradient[row * width + target[row]] = -hessian[row];
    }
    const tree = growTree(data, { width, gradient, hessian }, rows, rules);
    trees.push(tree);
    if (context.onIteration) bag.add(tree, features.columns, draws);
    if (heldSums) addTree(tree, held.features, heldSums);
    await progress(() => ({
      iteration,
      iterations: options.trees,
      loss: bag.loss(),
      ...(heldSums &&
        watch(applyLink(meanOf(heldSums, iteration), link), held.target, classes.length))
    }));
  }
  return createEnsembleModel({
    link,
    start: new Array<number>(width).fill(0),
    features: total,
    trees: trees.map(tree => scaleTree(tree, 1 / trees.length))
  });
}

const meanOf = (sums: readonly Float64Array[], count: number): Float64Array[] =>
  sums.map(column => column.map(sum => sum / count));

const blank = (width: number, rows: number): Float64Array[] =>
  Array.from({ length: width }, () => new Float64Array(rows));

/** How often each row is drawn when as many rows as there are get drawn with replacement. */
function bootstrap(rows: number, random: Random): Int32Array {
  const draws = new Int32Array(rows);
  for (let draw = 0; draw < rows; draw++) draws[random.int(rows)] += 1;
  return draws;
}

/** Out-of-bag predictions: each row is judged by the trees that did not see it. */
function createBag(target: Float64Array, width: number, classes: number) {
  const sums = blank(width, target.length);
  const votes = new Int32Array(target.length);
  return {
    add(tree: Tree, columns: readonly Float32Array[], draws: Int32Array): void {
      for (let row = 0; row < draws.length; row++) {
        if (draws[row] > 0) continue;
        const leaf = leafOf(tree, columns, row);
        votes[row] += 1;
        for (let k = 0; k < width; k++) sums[k][row] += tree.values[leaf * width + k];
      }
    },
    loss(): number {
      const judged = range(target.length).filter(row => votes[row] > 0);
      const means = sums.map(column => Float64Array.from(judged, row => column[row] / votes[row]));
      const output = applyLink(means, classes === 0 ? 'identity' : 'share');
      return meanLossOf(
        output,
        Float64Array.from(judged, row => target[row]),
        classes
      );
    }
  };
}
