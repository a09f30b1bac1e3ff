import type { Signature, TensorSpec } from '@atelier-ml/api';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Storage } from '../../drivers/storage/index.ts';
import type { StoredFile } from './files.ts';

/** The file that tells what a folder of MLflow's holds. */
const DESCRIPTION = 'MLmodel';
const LARGEST = 1024 * 1024;

type Datatype = TensorSpec['datatype'];

const COLUMN_TYPES: Record<string, Datatype> = {
  binary: 'BYTES',
  boolean: 'BOOL',
  datetime: 'BYTES',
  double: 'FP64',
  float: 'FP32',
  integer: 'INT32',
  long: 'INT64',
  string: 'BYTES'
};
const TENSOR_TYPES: Record<string, Datatype> = {
  bool: 'BOOL',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  object: 'BYTES',
  str: 'BYTES',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64'
};

const Side = z.array(
  z.object({
    type: z.string(),
    name: z.union([z.string(), z.number()]).optional(),
    'tensor-spec': z.object({ dtype: z.string(), shape: z.array(z.number().int()) }).optional()
  })
);
const Description = z.object({
  flavors: z.record(z.string(), z.unknown()).default({}),
  mlflow_version: z.string().optional(),
  model_size_bytes: z.number().optional(),
  utc_time_created: z.string().optional(),
  signature: z.object({ inputs: z.string().nullish(), outputs: z.string().nullish() }).nullish()
});

/** What a folder of files says of itself as a model of MLflow; undefined if it is none. */
export interface ModelFolder {
  description: StoredFile;
  size: number;
  signature: Signature | null;
  metadata: Record<string, string>;
}

export async function readModelFolder(
  files: StoredFile[],
  storage: Storage
): Promise<ModelFolder | undefined> {
  const description = files.find(file => file.path === DESCRIPTION);
  if (!description) {
    return undefined;
  }
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const told =
    description.size <= LARGEST ? describe(await readText(storage, description.sha256)) : undefined;
  return { description, size, signature: told?.signature ?? null, metadata: told?.metadata ?? {} };
}

function describe(text: string): Pick<ModelFolder, 'signature' | 'metadata'> | undefined {
  let parsed: z.output<typeof Description>;
  try {
    parsed = Description.parse(parse(text));
  } catch {
    // A file that cannot be read says nothing; the model is none the less one.
    return undefined;
  }
  const { flavors, mlflow_version, signature, utc_time_created } = parsed;
  return {
    signature: signature?.inputs ? signatureOf(signature) : null,
    metadata: {
      flavors: Object.keys(flavors).join(', '),
      ...(mlflow_version && { mlflow_version }),
      ...(utc_time_created && { created: utc_time_created })
    }
  };
}

/** Null where something in it has no counterpart among tensors, e.g. an object. */
function signatureOf(signature: {
  inputs?: string | null;
  outputs?: string | null;
}): Signature | null {
  const inputs = tensorsOf(signature.inputs, 'input');
  const outputs = tensorsOf(signature.outputs ?? '[]', 'output');
  return inputs && outputs ? { inputs, outputs } : null;
}

function tensorsOf(text: string | null | undefined, usual: string): TensorSpec[] | undefined {
  let side: z.output<typeof Side>;
  try {
    side = Side.parse(JSON.parse(text ?? '[]'));
  } catch {
    return undefined;
  }
  const specs = side.map(({ name = usual, type, 'tensor-spec': tensor }) => ({
    name: String(name),
    datatype: tensor ? tensorType(tensor.dtype) : COLUMN_TYPES[type],
    shape: tensor?.shape ?? [-1]
  }));
  return specs.every(spec => spec.datatype !== undefined) ? (specs as TensorSpec[]) : undefined;
}

/** NumPy's fixed-length texts are named with their length. */
const tensorType = (dtype: string): Datatype | undefined =>
  TENSOR_TYPES[dtype] ?? (/^[<>|]?[SU]\d+$/.test(dtype) ? 'BYTES' : undefined);

async function readText(storage: Storage, sha256: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await storage.read(sha256)) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
