import type { EstimatorModel, EstimatorState } from './estimator.ts';
import { binaryProbabilities, treesToOnnx, type Graph } from './onnx/index.ts';
import { applyLink, type Link } from './objectives.ts';
import { addTree, createTree, treeState, type Tree, type TreeState } from './tree.ts';

export interface EnsembleState extends EstimatorState {
  readonly kind: 'tree-ensemble';
  readonly link: Link;
  /** The scores before the first tree, one an output. */
  readonly start: readonly number[];
  readonly features: number;
  readonly trees: readonly TreeState[];
}

export interface Ensemble {
  readonly link: Link;
  readonly start: readonly number[];
  readonly features: number;
  readonly trees: readonly Tree[];
}

/** A sum of trees behind a link function: what boosting and forests both end in. */
export function createEnsembleModel(ensemble: Ensemble): EstimatorModel {
  const { link, features: width, trees } = ensemble;
  const start = ensemble.start.map(Math.fround);
  return {
    output(features) {
      const scores = start.map(value => new Float64Array(features.rows).fill(value));
      for (const tree of trees) addTree(tree, features, scores);
      return applyLink(scores, link);
    },
    importances() {
      const gains = new Float64Array(width);
      for (const tree of trees) {
        tree.feature.forEach((feature, node) => {
          if (feature >= 0) gains[feature] += tree.gain[node];
        });
      }
      return gains;
    },
    toOnnx: (graph, features) =>
      linkToOnnx(graph, treesToOnnx(graph, features, trees, start), link, start.length),
    toJSON(): EnsembleState {
      return { kind: 'tree-ensemble', link, start, features: width, trees: trees.map(treeState) };
    }
  };
}

export function restoreEnsembleModel(state: EnsembleState): EstimatorModel {
  return createEnsembleModel({ ...state, trees: state.trees.map(createTree) });
}

function linkToOnnx(graph: Graph, scores: string, link: Link, outputs: number): string {
  if (link === 'identity') return scores;
  if (link === 'softmax') return graph.node('Softmax', [scores], { axis: { int: 1 } });
  if (link === 'sigmoid') return binaryProbabilities(graph, graph.node('Sigmoid', [scores]));
  const share = graph.node('Clip', [scores, graph.floats([], [0]), graph.floats([], [1])]);
  return outputs === 1 ? binaryProbabilities(graph, share) : share;
}
