import type { Estimator, EstimatorModel, EstimatorState, TrainingSet } from './estimator.ts';
import type { FeatureMatrix } from './features.ts';
import { impute } from './impute.ts';
import { minimise, type Objective } from './lbfgs.ts';
import { binaryProbabilities } from './onnx/index.ts';
import { checkNumber } from './options.ts';
import { sigmoid, softmaxInto, softplus, withComplement } from './probabilities.ts';
import { createProgress } from './progress.ts';
import { standardScale } from './scale.ts';
import { watch } from './monitor.ts';
import { rowWeights, type ClassWeight } from './weights.ts';

export interface LogisticRegressionOptions {
  /** Strength λ of the L2 penalty (scikit-learn's 1 / C). Default 1. */
  readonly l2?: number;
  readonly classWeight?: ClassWeight;
  /** Default 200. */
  readonly maxIterations?: number;
  /** Converged when no component of the mean loss' gradient exceeds this. Default 1e-5. */
  readonly tolerance?: number;
}

/**
 * Logistic regression, of two classes or multinomial. Minimises Σᵢ wᵢ·lossᵢ + λ/2·‖W‖² by L-BFGS,
 * where lossᵢ = −ln softmax(W·xᵢ + b)[yᵢ] and the intercepts b are not penalised (Hastie,
 * Tibshirani and Friedman, "The Elements of Statistical Learning", 4.4 and 18.4). Warns
 * `not-converged` when it runs out of iterations.
 */
export function logisticRegression(
  options: LogisticRegressionOptions = {}
): Estimator<'classification'> {
  const { l2 = 1, classWeight, maxIterations = 200, tolerance = 1e-5 } = options;
  checkNumber('l2', l2, { min: 0 });
  checkNumber('maxIterations', maxIterations, { min: 1, integer: true });
  checkNumber('tolerance', tolerance, { above: 0 });
  return {
    name: 'logisticRegression',
    task: 'classification',
    options: { l2, classWeight, maxIterations, tolerance },
    handlesMissing: false,
    numericSteps: [impute('median'), standardScale()],
    async train(set, context) {
      const outputs = set.classes.length === 2 ? 1 : set.classes.length;
      const width = set.features.columns.length + 1;
      const point = new Float64Array(outputs * width);
      const progress = createProgress(context);
      const state = (): LogisticState => ({
        kind: 'logistic-regression',
        weights: Array.from({ length: outputs }, (_, k) => [
          ...point.subarray(k * width, (k + 1) * width)
        ])
      });
      const { converged } = await minimise(
        meanLoss(set, outputs, l2, rowWeights(set, classWeight)),
        point,
        {
          tolerance,
          maxIterations,
          onStep: (iteration, _, loss) =>
            progress(() => ({
              iteration,
              iterations: maxIterations,
              loss,
              ...(context.holdout &&
                watch(
                  createLogisticModel(state()).output(context.holdout.features),
                  context.holdout.target,
                  set.classes.length
                ))
            }))
        }
      );
      if (!converged) {
        context.warn({
          code: 'not-converged',
          message:
            `Logistic regression stopped after ${maxIterations} iterations before it converged. ` +
            'Raise maxIterations or l2, or scale the features.'
        });
      }
      return createLogisticModel(state());
    }
  };
}

/** Scores z = W·x + b, one array an output. The last weight of each output is its intercept. */
function linearScores(
  features: FeatureMatrix,
  weights: readonly ArrayLike<number>[]
): Float64Array[] {
  return weights.map(weight => {
    const scores = new Float64Array(features.rows).fill(weight[features.columns.length]);
    features.columns.forEach((column, j) => {
      const w = weight[j];
      for (let row = 0; row < scores.length; row++) scores[row] += w * column[row];
    });
    return scores;
  });
}

/** The objective divided by Σ wᵢ, which moves no minimum and gives the tolerance a fixed scale. */
function meanLoss(
  set: TrainingSet,
  outputs: number,
  l2: number,
  rowWeight: Float64Array
): Objective {
  const { features, target } = set;
  const width = features.columns.length + 1;
  const total = rowWeight.reduce((sum, w) => sum + w, 0);
  const probabilities = new Float64Array(outputs === 1 ? 0 : features.rows * outputs);
  return (point, gradient) => {
    const weights = Array.from({ length: outputs }, (_, k) =>
      point.subarray(k * width, (k + 1) * width)
    );
    const scores = linearScores(features, weights);
    let loss = 0;
    if (outputs > 1) softmaxInto(scores, probabilities);
    for (let row = 0; row < features.rows; row++) {
      const w = rowWeight[row];
      if (outputs === 1) {
        const z = scores[0][row];
        loss += w * (softplus(z) - target[row] * z);
        scores[0][row] = w * (sigmoid(z) - target[row]);
        continue;
      }
      loss -= w * Math.log(Math.max(probabilities[row * outputs + target[row]], 1e-300));
      for (let k = 0; k < outputs; k++) {
        scores[k][row] = w * (probabilities[row * outputs + k] - (target[row] === k ? 1 : 0));
      }
    }
    let penalty = 0;
    for (let k = 0; k < outputs; k++) {
      const residual = scores[k];
      for (let j = 0; j < width; j++) {
        const column = features.columns[j];
        const weight = j === width - 1 ? 0 : weights[k][j];
        let sum = l2 * weight;
        if (column === undefined) for (const r of residual) sum += r;
        else for (let row = 0; row < residual.length; row++) sum += residual[row] * column[row];
        gradient[k * width + j] = sum / total;
        penalty += (l2 / 2) * weight * weight;
      }
    }
    return (loss + penalty) / total;
  };
}

export interface LogisticState extends EstimatorState {
  readonly kind: 'logistic-regression';
  /** One row for two classes, else one a class; each ends with the intercept. */
  readonly weights: readonly (readonly number[])[];
}

export function createLogisticModel(state: LogisticState): EstimatorModel {
  const { weights } = state;
  const outputs = weights.length;
  const width = weights[0].length - 1;
  return {
    output(features) {
      const scores = linearScores(features, weights);
      if (outputs === 1) return withComplement(scores[0].map(sigmoid));
      return softmaxInto(scores, new Float64Array(features.rows * outputs));
    },
    importances: () =>
      Float64Array.from({ length: width }, (_, j) =>
        weights.reduce((sum, weight) => sum + Math.abs(weight[j]) / outputs, 0)
      ),
    toOnnx(graph, features) {
      const matrix = Array.from({ length: width }, (_, j) => weights.map(weight => weight[j]));
      const product = graph.node('MatMul', [
        features,
        graph.floats([width, outputs], matrix.flat())
      ]);
      const intercepts = weights.map(weight => weight[width]);
      const scores = graph.node('Add', [product, graph.floats([1, outputs], intercepts)]);
      if (outputs > 1) return graph.node('Softmax', [scores], { axis: { int: 1 } });
      return binaryProbabilities(graph, graph.node('Sigmoid', [scores]));
    },
    toJSON: () => state
  };
}
