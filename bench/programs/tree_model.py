"""
Writes an ONNX classifier of the size of a usual LightGBM model: python tree_model.py FILE.

200 trees of 31 leaves over 10 features, with drawn splits: the time to score it depends on its
shape and not on what it has learnt.
"""

from __future__ import annotations

import json
import random
import sys

import onnx
from onnx import TensorProto, helper

FEATURES = 10
TREES = 200
LEAVES = 31


def write_model(file: str) -> None:
    draw = random.Random(0)  # noqa: S311
    nodes: dict[str, list] = {
        f"nodes_{name}": []
        for name in (
            "treeids",
            "nodeids",
            "featureids",
            "modes",
            "values",
            "truenodeids",
            "falsenodeids",
        )
    }
    leaves: dict[str, list] = {
        f"class_{name}": [] for name in ("treeids", "nodeids", "ids", "weights")
    }

    def add(
        tree: int, node: int, *, feature: int, mode: str, value: float, low: int, high: int
    ) -> None:
        row = (tree, node, feature, mode, value, low, high)
        for column, cell in zip(nodes.values(), row, strict=True):
            column.append(cell)

    for tree in range(TREES):
        # leaf-wise, as LightGBM grows them: some branches are long
        open_nodes, splits, count = [0], {}, 1
        while len(open_nodes) < LEAVES:
            node = open_nodes.pop(draw.randrange(len(open_nodes)))
            splits[node] = (count, count + 1)
            open_nodes += [count, count + 1]
            count += 2
        for node in range(count):
            if node in splits:
                low, high = splits[node]
                feature, value = draw.randrange(FEATURES), draw.gauss(0, 1)
                add(
                    tree,
                    node,
                    feature=feature,
                    mode="BRANCH_LEQ",
                    value=value,
                    low=low,
                    high=high,
                )
            else:
                add(tree, node, feature=0, mode="LEAF", value=0.0, low=0, high=0)
                row = (tree, node, 1, draw.gauss(0, 0.05))
                for column, cell in zip(leaves.values(), row, strict=True):
                    column.append(cell)

    scorer = helper.make_node(
        "TreeEnsembleClassifier",
        ["input"],
        ["label", "probabilities"],
        domain="ai.onnx.ml",
        classlabels_int64s=[0, 1],
        post_transform="LOGISTIC",
        base_values=[0.0],
        **nodes,
        **leaves,
    )
    graph = helper.make_graph(
        [scorer],
        "trees",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", FEATURES])],
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, ["N"]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 2]),
        ],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    names = [f"f{index}" for index in range(FEATURES)]
    helper.set_model_props(model, {"feature_names": json.dumps(names)})
    onnx.checker.check_model(model)
    onnx.save(model, file)


if __name__ == "__main__":
    write_model(sys.argv[1])
