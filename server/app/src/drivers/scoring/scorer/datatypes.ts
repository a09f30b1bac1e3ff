import type { TensorSpec } from '@atelier-ml/api';

export type Datatype = TensorSpec['datatype'];

/** The elements of a tensor, one after another in row-major order. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | string[];

/** How an element type is called by ONNX Runtime, kept in memory and read from JSON. */
interface Element {
  readonly runtime: string;
  allocate(length: number): TensorData;
  /** The value as it is stored; a text instead says what it must be. */
  read(value: unknown): { value: number | bigint | string } | string;
}

/** ES2025's Float16Array, which Node 24 has and the compiler's library does not know yet. */
const Half = (globalThis as unknown as { Float16Array: new (length: number) => Uint16Array })
  .Float16Array;

const float = (runtime: string, allocate: Element['allocate']): Element => ({
  runtime,
  allocate,
  read: value =>
    typeof value === 'number'
      ? { value }
      : value === null
        ? { value: NaN }
        : 'must be a number, or null where it is missing'
});

const integer = (
  runtime: string,
  allocate: Element['allocate'],
  minimum: number,
  maximum: number
): Element => ({
  runtime,
  allocate,
  read: value =>
    Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum
      ? { value: value as number }
      : value === null
        ? 'must not be missing: the model takes whole numbers here, which know no missing value'
        : `must be a whole number from ${minimum} to ${maximum}`
});

const long = (runtime: string, allocate: Element['allocate'], minimum: number): Element => ({
  runtime,
  allocate,
  read: value => {
    const number = integer(runtime, allocate, minimum, Number.MAX_SAFE_INTEGER).read(value);
    return typeof number === 'string' ? number : { value: BigInt(number.value) };
  }
});

export const ELEMENTS: Record<Datatype, Element> = {
  BOOL: {
    runtime: 'bool',
    allocate: length => new Uint8Array(length),
    read: value => (typeof value === 'boolean' ? { value: value ? 1 : 0 } : 'must be true or false')
  },
  BYTES: {
    runtime: 'string',
    allocate: length => new Array<string>(length),
    read: value =>
      typeof value === 'string'
        ? { value }
        : value === null
          ? { value: '' }
          : 'must be a text, or null where it is missing'
  },
  FP16: float('float16', length => new Half(length)),
  FP32: float('float32', length => new Float32Array(length)),
  FP64: float('float64', length => new Float64Array(length)),
  INT8: integer('int8', length => new Int8Array(length), -128, 127),
  INT16: integer('int16', length => new Int16Array(length), -32_768, 32_767),
  INT32: integer('int32', length => new Int32Array(length), -(2 ** 31), 2 ** 31 - 1),
  INT64: long('int64', length => new BigInt64Array(length), Number.MIN_SAFE_INTEGER),
  UINT8: integer('uint8', length => new Uint8Array(length), 0, 255),
  UINT16: integer('uint16', length => new Uint16Array(length), 0, 65_535),
  UINT32: integer('uint32', length => new Uint32Array(length), 0, 2 ** 32 - 1),
  UINT64: long('uint64', length => new BigUint64Array(length), 0)
};

/** The datatype that ONNX Runtime calls so; undefined for those the protocol does not have. */
export function datatypeOf(runtime: string): Datatype | undefined {
  return (Object.keys(ELEMENTS) as Datatype[]).find(name => ELEMENTS[name].runtime === runtime);
}

/** One element as JSON: NaN and infinities become null, integers beyond 2^53 become text. */
export function toJson(datatype: Datatype, value: number | bigint | string): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') {
    return datatype === 'BOOL' ? value !== 0 : Number.isFinite(value) ? value : null;
  }
  return value;
}

/** All elements as JSON. */
export function listOf(datatype: Datatype, data: TensorData): unknown[] {
  return Array.from(data as ArrayLike<number | bigint | string>, value => toJson(datatype, value));
}
