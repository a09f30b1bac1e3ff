import { Tensor } from 'onnxruntime-node';
import type { TypedTensor } from 'onnxruntime-node';
import { ELEMENTS } from './datatypes.ts';
import type { Datatype, TensorData } from './datatypes.ts';
import { Failure } from './failure.ts';
import { firstLine } from './model.ts';
import type { LoadedModel } from './model.ts';

export interface TensorValue {
  datatype: Datatype;
  shape: number[];
  data: TensorData;
}
export type Tensors = Record<string, TensorValue>;

/** Runs a model: every input must be there. Outputs that are not asked for are not computed. */
export type Run = (inputs: Tensors, outputs: readonly string[]) => Promise<Tensors>;

/** Runs the model as it is. */
export function createRun({ session, signature }: LoadedModel): Run {
  const datatypes = new Map(signature.outputs.map(spec => [spec.name, spec.datatype]));
  return async (inputs, outputs) => {
    const feeds: Record<string, Tensor> = {};
    for (const [name, { datatype, shape, data }] of Object.entries(inputs)) {
      feeds[name] = new Tensor(
        ELEMENTS[datatype].runtime as 'float32',
        data as Float32Array,
        shape
      );
    }
    let results: Record<string, TypedTensor<Tensor.Type>>;
    try {
      results = (await session.run(feeds, outputs as string[])) as typeof results;
    } catch (cause) {
      throw new Failure(422, 'scoring-failed', `The model failed: ${firstLine(cause)}`, {
        remedy: 'Check that the input is what the model was trained on; its signature tells more.',
        cause
      });
    }
    return Object.fromEntries(
      outputs.map(name => {
        const { data, dims } = results[name];
        const value: TensorValue = {
          datatype: datatypes.get(name)!,
          shape: [...dims],
          data: data as TensorData
        };
        return [name, value];
      })
    );
  };
}
