import { encodeModel } from './schema.ts';

/** Element types of `TensorProto.DataType`. */
const TENSOR_TYPES = { float: 1, int64: 7, string: 8, bool: 9 } as const;
export type TensorType = keyof typeof TENSOR_TYPES;

/** A node's attribute; the key says which of ONNX's attribute types it is. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: ArrayLike<number> }
  | { readonly floats: ArrayLike<number> }
  | { readonly strings: readonly string[] };

/** A graph under construction; each method returns the name of the tensor that it adds. */
export interface Graph {
  readonly types: typeof TENSOR_TYPES;
  /** An input of shape [N, 1]. */
  input(name: string, type: TensorType): void;
  /** An output of shape [N] or [N, width] that carries on `tensor`. */
  output(name: string, tensor: string, type: TensorType, width?: number): void;
  floats(shape: readonly number[], values: ArrayLike<number>): string;
  integers(shape: readonly number[], values: ArrayLike<number>): string;
  strings(shape: readonly number[], values: readonly string[]): string;
  node(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
    domain?: 'ai.onnx.ml'
  ): string;
  encode(name: string, metadata: Readonly<Record<string, string>>): Uint8Array;
}

const utf8 = new TextEncoder();

function attributeProto(name: string, attribute: Attribute): Record<string, unknown> {
  if ('int' in attribute) return { name, type: 2, i: attribute.int };
  if ('float' in attribute) return { name, type: 1, f: attribute.float };
  if ('string' in attribute) return { name, type: 3, s: utf8.encode(attribute.string) };
  if ('ints' in attribute) return { name, type: 7, ints: Array.from(attribute.ints) };
  if ('floats' in attribute) return { name, type: 6, floats: Array.from(attribute.floats) };
  return { name, type: 8, strings: attribute.strings.map(text => utf8.encode(text)) };
}

function valueInfo(name: string, type: TensorType, width?: number): Record<string, unknown> {
  const dim: Record<string, unknown>[] = [{ dimParam: 'N' }];
  if (width !== undefined) dim.push({ dimValue: width });
  return { name, type: { tensorType: { elemType: TENSOR_TYPES[type], shape: { dim } } } };
}

/** Little-endian bytes, as `TensorProto.raw_data` asks for on every machine. */
function rawBytes(values: ArrayLike<number>, type: 'float' | 'int64'): Uint8Array {
  const size = type === 'float' ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (let index = 0; index < values.length; index++) {
    if (type === 'float') view.setFloat32(index * size, values[index], true);
    else view.setBigInt64(index * size, BigInt(values[index]), true);
  }
  return new Uint8Array(view.buffer);
}

/**
 * An empty graph. The opsets (ai.onnx 17, ai.onnx.ml 3, IR 8) are read by ONNX Runtime 1.12 and
 * later, in every language.
 */
export function createGraph(): Graph {
  const node: Record<string, unknown>[] = [];
  const initializer: Record<string, unknown>[] = [];
  const input: Record<string, unknown>[] = [];
  const output: Record<string, unknown>[] = [];
  const taken = new Set<string>();

  const fresh = (kind: string): string => {
    let name = `${kind}_${node.length + initializer.length}`;
    while (taken.has(name)) name = `_${name}`;
    taken.add(name);
    return name;
  };
  const numbers = (
    type: 'float' | 'int64',
    shape: readonly number[],
    values: ArrayLike<number>
  ): string => {
    const name = fresh('constant');
    const dataType = TENSOR_TYPES[type];
    initializer.push({ name, dims: [...shape], dataType, rawData: rawBytes(values, type) });
    return name;
  };

  return {
    types: TENSOR_TYPES,
    input(name, type) {
      taken.add(name);
      input.push(valueInfo(name, type, 1));
    },
    output(name, tensor, type, width) {
      taken.add(name);
      node.push({ name: fresh('Identity'), opType: 'Identity', input: [tensor], output: [name] });
      output.push(valueInfo(name, type, width));
    },
    floats: (shape, values) => numbers('float', shape, values),
    integers: (shape, values) => numbers('int64', shape, values),
    strings(shape, values) {
      const name = fresh('constant');
      const stringData = values.map(text => utf8.encode(text));
      initializer.push({ name, dims: [...shape], dataType: TENSOR_TYPES.string, stringData });
      return name;
    },
    node(opType, inputs, attributes = {}, domain) {
      const name = fresh(opType);
      const attribute = Object.entries(attributes).map(([key, value]) =>
        attributeProto(key, value)
      );
      node.push({ name, opType, domain, input: [...inputs], output: [name], attribute });
      return name;
    },
    encode: (name, metadata) =>
      encodeModel({
        irVersion: 8,
        producerName: '@atelier-ml/learn',
        graph: { name, node, initializer, input, output },
        opsetImport: [
          { domain: '', version: 17 },
          { domain: 'ai.onnx.ml', version: 3 }
        ],
        metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value }))
      })
  };
}
