import { readMessage, textIn } from './protobuf.ts';
import type { Fields } from './protobuf.ts';

export interface OnnxTensor {
  readonly name: string;
  /** E.g. `float32[batch, 64]`. */
  readonly type: string;
}

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxGraph {
  readonly producer: string;
  readonly irVersion: number;
  readonly opsets: readonly string[];
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  /** Tensors that are part of the model. */
  readonly weights: readonly OnnxTensor[];
}

const ELEMENTS = [
  'undefined',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16'
];

/**
 * The graph of an ONNX file, from its first bytes or all: field numbers are those of onnx.proto3.
 * Undefined where these are no ONNX model.
 */
export function readOnnx(bytes: Uint8Array): OnnxGraph | undefined {
  const model = readMessage(bytes);
  const graph = model?.messages(7)[0];
  if (!model || !graph) {
    return undefined;
  }
  const weights = graph.messages(5).map(weight => ({
    name: weight.text(8),
    type: typeText(weight.number(2), dimensionsOf(weight))
  }));
  const own = new Set(weights.map(weight => weight.name));
  return {
    producer: [model.text(2), model.text(3)].filter(Boolean).join(' '),
    irVersion: model.number(1),
    opsets: model.messages(8).map(opset => `${opset.text(1) || 'ai.onnx'} ${opset.number(2)}`),
    name: graph.text(2),
    nodes: graph.messages(1).map(node => ({
      name: node.text(3),
      operator: node.text(4),
      domain: node.text(7),
      inputs: node.all(1).map(textIn),
      outputs: node.all(2).map(textIn)
    })),
    // Old exporters list weights among the inputs.
    inputs: graph
      .messages(11)
      .map(tensorOf)
      .filter(({ name }) => !own.has(name)),
    outputs: graph.messages(12).map(tensorOf),
    weights
  };
}

function tensorOf(info: Fields): OnnxTensor {
  const [tensor] = info.messages(2).flatMap(type => type.messages(1));
  const dimensions = tensor
    ?.messages(2)[0]
    ?.messages(1)
    .map(dimension => dimension.text(2) || String(dimension.has(1) ? dimension.number(1) : '?'));
  return { name: info.text(1), type: tensor ? typeText(tensor.number(1), dimensions ?? []) : '' };
}

/** Packed or one by one. */
function dimensionsOf(weight: Fields): string[] {
  return weight.numbers(1).map(String);
}

const typeText = (element: number, dimensions: readonly string[]): string =>
  `${ELEMENTS[element] ?? `type ${element}`}[${dimensions.join(', ')}]`;
