import type { Signature, TensorSpec } from '@atelier-ml/api';
import type { InferenceSession } from 'onnxruntime-node';
import { datatypeOf } from './datatypes.ts';
import { Failure } from './failure.ts';
import { readModelMetadata } from './model-metadata.ts';

/** A model that is loaded and can be run. */
export interface LoadedModel {
  session: InferenceSession;
  signature: Signature;
  metadata: Record<string, string>;
}

const invalid = (message: string, remedy: string) =>
  new Failure(422, 'invalid-content', message, { remedy });

/** Loads an ONNX file. Outputs that are no tensors (ONNX-ML's maps) are left out of the signature. */
export async function loadModel(file: string): Promise<LoadedModel> {
  const { InferenceSession } = await import('onnxruntime-node');
  let session: InferenceSession;
  try {
    // One thread: requests come in batches, and rival thread pools cost more than they bring.
    session = await InferenceSession.create(file, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3
    });
  } catch (error) {
    throw invalid(
      `The file cannot be loaded as an ONNX model: ${firstLine(error)}`,
      'Export the model as ONNX again; its operators and opset must be ones that ONNX Runtime knows.'
    );
  }
  const inputs = session.inputMetadata.map(value => {
    const spec = specOf(value);
    if (!spec) {
      throw invalid(
        `The input “${value.name}” is of a kind that cannot be served.`,
        'Export the model with tensors of numbers, texts or booleans as inputs.'
      );
    }
    return spec;
  });
  const outputs = session.outputMetadata.map(specOf).filter(spec => spec !== null);
  if (outputs.length === 0) {
    throw invalid(
      'None of the model’s outputs is a tensor.',
      'Export it again with tensors as outputs; with skl2onnx, use the option `zipmap: False`.'
    );
  }
  return { session, signature: { inputs, outputs }, metadata: await readModelMetadata(file) };
}

function specOf(value: InferenceSession.ValueMetadata): TensorSpec | null {
  if (!value.isTensor) {
    return null;
  }
  const datatype = datatypeOf(value.type);
  return datatype
    ? {
        name: value.name,
        datatype,
        shape: value.shape.map(length => (typeof length === 'number' ? length : -1))
      }
    : null;
}

/** What ONNX Runtime says, without the path of the file. */
export function firstLine(error: unknown): string {
  const [line] = String((error as Error)?.message ?? error).split('\n');
  return line.replace(/\/\S+\//g, '').trim();
}
