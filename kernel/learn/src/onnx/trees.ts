import type { Tree } from '../tree.ts';
import type { Graph } from './graph.ts';

/**
 * The trees as one `TreeEnsembleRegressor` from [N, features] to the scores [N, outputs]; the
 * regressor serves classifiers as well, since their link functions are plain operators.
 */
export function treesToOnnx(
  graph: Graph,
  features: string,
  trees: readonly Tree[],
  start: readonly number[]
): string {
  const nodes = {
    treeids: [] as number[],
    nodeids: [] as number[],
    featureids: [] as number[],
    values: [] as number[],
    truenodeids: [] as number[],
    falsenodeids: [] as number[],
    missing: [] as number[]
  };
  const modes: string[] = [];
  const target = {
    treeids: [] as number[],
    nodeids: [] as number[],
    ids: [] as number[],
    weights: [] as number[]
  };
  trees.forEach((tree, treeid) => {
    tree.feature.forEach((feature, node) => {
      const leaf = feature < 0;
      nodes.treeids.push(treeid);
      nodes.nodeids.push(node);
      nodes.featureids.push(leaf ? 0 : feature);
      nodes.values.push(leaf ? 0 : tree.threshold[node]);
      nodes.truenodeids.push(leaf ? 0 : tree.left[node]);
      nodes.falsenodeids.push(leaf ? 0 : tree.right[node]);
      nodes.missing.push(leaf ? 0 : tree.missingLeft[node]);
      modes.push(leaf ? 'LEAF' : 'BRANCH_LEQ');
      for (let k = 0; leaf && k < tree.width; k++) {
        target.treeids.push(treeid);
        target.nodeids.push(node);
        target.ids.push(tree.output + k);
        target.weights.push(tree.values[node * tree.width + k]);
      }
    });
  });
  return graph.node(
    'TreeEnsembleRegressor',
    [features],
    {
      n_targets: { int: start.length },
      aggregate_function: { string: 'SUM' },
      post_transform: { string: 'NONE' },
      base_values: { floats: start },
      nodes_treeids: { ints: nodes.treeids },
      nodes_nodeids: { ints: nodes.nodeids },
      nodes_featureids: { ints: nodes.featureids },
      nodes_values: { floats: nodes.values },
      nodes_modes: { strings: modes },
      nodes_truenodeids: { ints: nodes.truenodeids },
      nodes_falsenodeids: { ints: nodes.falsenodeids },
      nodes_missing_value_tracks_true: { ints: nodes.missing },
      target_treeids: { ints: target.treeids },
      target_nodeids: { ints: target.nodeids },
      target_ids: { ints: target.ids },
      target_weights: { floats: target.weights }
    },
    'ai.onnx.ml'
  );
}
