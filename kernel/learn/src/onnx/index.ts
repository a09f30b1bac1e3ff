export { createGraph, type Graph, type TensorType } from './graph.ts';
export { binaryProbabilities } from './probabilities.ts';
export { treesToOnnx } from './trees.ts';
