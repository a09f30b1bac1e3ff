import { featureNames, fittedSchema, groupsToOnnx } from './columns.ts';
import { LearnError } from './errors.ts';
import type { Label } from './labels.ts';
import { createGraph, type Graph, type TensorType } from './onnx/index.ts';
import type { FittedState } from './training.ts';

const OUTPUTS = ['label', 'probabilities', 'prediction'];

/** Writes the steps and the model as one graph, with what a server needs to know as metadata. */
export function exportPipeline(state: FittedState): Uint8Array {
  const graph = createGraph();
  const columns = fittedSchema(state.groups);
  for (const { name, type } of columns) {
    if (name === '' || OUTPUTS.includes(name)) {
      throw new LearnError(
        'name-conflict',
        `A column named "${name}" cannot be an input of the ONNX model.`,
        'Rename the column and train again.',
        { column: name }
      );
    }
    graph.input(name, type === 'numeric' ? 'float' : 'string');
  }
  const output = state.model.toOnnx(graph, groupsToOnnx(state.groups, graph));
  if (state.task === 'regression') graph.output('prediction', output, 'float', 1);
  else {
    const label = labelToOnnx(graph, output, state.classes);
    graph.output('label', label.tensor, label.type);
    graph.output('probabilities', output, 'float', state.classes.length);
  }
  return graph.encode(state.estimator.name, {
    task: state.task,
    label: state.label,
    classes: JSON.stringify(state.classes),
    columns: JSON.stringify(columns),
    features: JSON.stringify(featureNames(state.groups).map(({ name }) => name)),
    estimator: JSON.stringify(state.estimator)
  });
}

/** The likeliest class by its own name: strings, int64 numbers, or bools. */
function labelToOnnx(
  graph: Graph,
  probabilities: string,
  classes: readonly Label[]
): { tensor: string; type: TensorType } {
  const number = graph.node('ArgMax', [probabilities], { axis: { int: 1 }, keepdims: { int: 0 } });
  const shape = [classes.length];
  if (typeof classes[0] === 'string') {
    const names = graph.strings(shape, classes.map(String));
    return { tensor: graph.node('Gather', [names, number]), type: 'string' };
  }
  const numbers = graph.integers(shape, classes.map(Number));
  const value = graph.node('Gather', [numbers, number]);
  if (typeof classes[0] === 'number') return { tensor: value, type: 'int64' };
  return { tensor: graph.node('Cast', [value], { to: { int: graph.types.bool } }), type: 'bool' };
}
