import type { Graph } from './graph.ts';

/** [N, 2] from the [N, 1] probability of the second class. */
export function binaryProbabilities(graph: Graph, positive: string): string {
  const negative = graph.node('Sub', [graph.floats([1], [1]), positive]);
  return graph.node('Concat', [negative, positive], { axis: { int: 1 } });
}
