import { binFeatures } from './binning.ts';
import type {
  Estimator,
  EstimatorModel,
  Examples,
  Task,
  TrainingContext,
  TrainingSet
} from './estimator.ts';
import { takeFeatureRows } from './features.ts';
import { holdOut } from './folds.ts';
import { growTree } from './grow-tree.ts';
import { meanLossOf, watch } from './monitor.ts';
import {
  applyLink,
  binaryObjective,
  softmaxObjective,
  squaredObjective,
  type BoostingObjective
} from './objectives.ts';
import { checkNumber } from './options.ts';
import { createProgress } from './progress.ts';
import { createRandom, range, shuffle, type Random } from './random.ts';
import { take } from './table.ts';
import { createEnsembleModel } from './tree-ensemble.ts';
import { addTree, type Tree } from './tree.ts';
import { rowWeights, type ClassWeight } from './weights.ts';

export interface EarlyStopping {
  /** Stops after this many rounds without a lower validation loss. Default 10. */
  readonly rounds?: number;
  /** Share of the training rows held out where no validation table is given. Default 0.1. */
  readonly fraction?: number;
}

export interface GradientBoostingRegressorOptions {
  /** Boosting rounds. Default 100. */
  readonly iterations?: number;
  /** Default 0.1. */
  readonly learningRate?: number;
  /** Default 31. */
  readonly maxLeaves?: number;
  /** No limit by default. */
  readonly maxDepth?: number;
  /** Default 20. */
  readonly minRowsPerLeaf?: number;
  /** Smallest sum of hessians in a leaf. Default 1e-3. */
  readonly minHessian?: number;
  /** L2 penalty λ on leaf values. Default 0. */
  readonly l2?: number;
  /** Bins a feature, missing not counted: 2 … 255. Default 255. */
  readonly maxBins?: number;
  /** Share of the rows drawn, without replacement, for each round. Default 1. */
  readonly subsample?: number;
  /** Share of the features drawn for each tree. Default 1. */
  readonly featureFraction?: number;
  /** Off by default; `true` takes the defaults. The best round is kept. */
  readonly earlyStopping?: boolean | EarlyStopping;
  /** Default 0. */
  readonly seed?: number;
}

export interface GradientBoostingOptions extends GradientBoostingRegressorOptions {
  readonly classWeight?: ClassWeight;
}

/**
 * Histogram gradient boosting of two or more classes, on log loss. Missing values need no
 * imputation: each split learns to which side they go. After Friedman, "Greedy Function
 * Approximation: A Gradient Boosting Machine" (2001), with second-order leaves (Chen and Guestrin,
 * "XGBoost", 2016) and leaf-wise growth on histograms (Ke et al., "LightGBM", 2017), whose defaults
 * these are.
 */
export function gradientBoosting(
  options: GradientBoostingOptions = {}
): Estimator<'classification'> {
  return boosting('gradientBoosting', 'classification', options);
}

/** Histogram gradient boosting of a quantity, on squared error; otherwise as `gradientBoosting`. */
export function gradientBoostingRegressor(
  options: GradientBoostingRegressorOptions = {}
): Estimator<'regression'> {
  return boosting('gradientBoostingRegressor', 'regression', options);
}

function withDefaults(options: GradientBoostingOptions) {
  const stopping = options.earlyStopping === true ? {} : options.earlyStopping || undefined;
  const all = {
    iterations: 100,
    learningRate: 0.1,
    maxLeaves: 31,
    minRowsPerLeaf: 20,
    minHessian: 1e-3,
    l2: 0,
    maxBins: 255,
    subsample: 1,
    featureFraction: 1,
    seed: 0,
    ...options,
    earlyStopping: stopping && { rounds: 10, fraction: 0.1, ...stopping }
  };
  checkNumber('iterations', all.iterations, { min: 1, integer: true });
  checkNumber('learningRate', all.learningRate, { above: 0, max: 1 });
  checkNumber('maxLeaves', all.maxLeaves, { min: 2, integer: true });
  if (all.maxDepth !== undefined) checkNumber('maxDepth', all.maxDepth, { min: 1, integer: true });
  checkNumber('minRowsPerLeaf', all.minRowsPerLeaf, { min: 1, integer: true });
  checkNumber('minHessian', all.minHessian, { min: 0 });
  checkNumber('l2', all.l2, { min: 0 });
  checkNumber('maxBins', all.maxBins, { min: 2, max: 255, integer: true });
  checkNumber('subsample', all.subsample, { above: 0, max: 1 });
  checkNumber('featureFraction', all.featureFraction, { above: 0, max: 1 });
  checkNumber('seed', all.seed, { integer: true });
  if (all.earlyStopping) {
    checkNumber('earlyStopping.rounds', all.earlyStopping.rounds, { min: 1, integer: true });
    checkNumber('earlyStopping.fraction', all.earlyStopping.fraction, { above: 0, max: 0.9 });
  }
  return all;
}

type Options = ReturnType<typeof withDefaults>;

function boosting<T extends Task>(
  name: string,
  task: T,
  given: GradientBoostingOptions
): Estimator<T> {
  const options = withDefaults(given);
  return {
    name,
    task,
    options,
    handlesMissing: true,
    numericSteps: [],
    train: (set, context) => boost(set, context, options)
  };
}

function objectiveFor(classes: number): BoostingObjective {
  if (classes === 0) return squaredObjective;
  return classes === 2 ? binaryObjective : softmaxObjective(classes);
}

/** With early stopping and no validation rows from outside, some training rows become them. */
function withValidation(
  set: TrainingSet,
  context: TrainingContext,
  { earlyStopping, seed }: Options
): { training: TrainingSet; judge?: Examples } {
  if (!earlyStopping) return { training: set };
  if (context.holdout?.steers === true) return { training: set, judge: context.holdout };
  const strata = set.classes.length > 0 ? set.target : undefined;
  const parts = holdOut(set.target.length, earlyStopping.fraction, seed, strata);
  const pick = (rows: Int32Array): Examples => ({
    features: takeFeatureRows(set.features, rows),
    target: take(set.target, rows)
  });
  return { training: { ...set, ...pick(parts.train) }, judge: pick(parts.test) };
}

async function boost(
  set: TrainingSet,
  context: TrainingContext,
  options: Options
): Promise<EstimatorModel> {
  const { training, judge } = withValidation(set, context, options);
  const { features, target } = training;
  const classes = set.classes.length;
  const objective = objectiveFor(classes);
  const data = binFeatures(features, options.maxBins);
  const weights = rowWeights(training, options.classWeight);
  const random = createRandom(options.seed);
  const start = objective.start(target, weights).map(Math.fround);
  const track = (examples: Examples) => ({
    ...examples,
    scores: start.map(value => new Float64Array(examples.features.rows).fill(value))
  });
  const own = track(training);
  const tracked = [own];
  const judged = judge && track(judge);
  const watched = context.holdout === judge ? judged : context.holdout && track(context.holdout);
  for (const each of new Set([judged, watched])) if (each) tracked.push(each);

  const blank = () => start.map(() => new Float64Array(features.rows));
  const [gradients, hessians] = [blank(), blank()];
  const progress = createProgress(context);
  const trees: Tree[] = [];
  let best = { loss: Infinity, iteration: 0 };
  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    objective.derive(own.scores, target, weights, gradients, hessians);
    const rows = drawShare(features.rows, options.subsample, random);
    const candidates = drawShare(data.features.length, options.featureFraction, random);
    for (let output = 0; output < start.length; output++) {
      const tree = growTree(
        data,
        { width: 1, gradient: gradients[output], hessian: hessians[output] },
        rows.slice(),
        { ...options, shrinkage: options.learningRate, output, candidates, random }
      );
      trees.push(tree);
      for (const each of tracked) addTree(tree, each.features, each.scores);
    }
    const outputOf = (each: typeof own) => applyLink(each.scores, objective.link);
    const shown = watched ?? judged;
    await progress(() => ({
      iteration,
      iterations: options.iterations,
      loss: meanLossOf(outputOf(own), target, classes),
      ...(shown && watch(outputOf(shown), shown.target, classes))
    }));
    if (!judged || !options.earlyStopping) continue;
    const loss = meanLossOf(outputOf(judged), judged.target, classes);
    if (loss < best.loss) best = { loss, iteration };
    if (iteration - best.iteration >= options.earlyStopping.rounds) break;
  }
  const kept = judged ? trees.slice(0, best.iteration * start.length) : trees;
  return createEnsembleModel({
    link: objective.link,
    start,
    features: features.columns.length,
    trees: kept
  });
}

/** A random share of 0 … count − 1, at least one, in order; all of them for a share of 1. */
function drawShare(count: number, share: number, random: Random): Int32Array {
  const all = range(count);
  if (share >= 1) return all;
  return shuffle(all, random)
    .slice(0, Math.max(1, Math.round(count * share)))
    .sort();
}
