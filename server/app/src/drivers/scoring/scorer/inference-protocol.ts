import type { TensorSpec } from '@atelier-ml/api';
import { ELEMENTS, listOf } from './datatypes.ts';
import { Failure } from './failure.ts';
import type { Tensors, TensorValue } from './runner.ts';
import type { Service } from './service.ts';

const MAXIMUM_ELEMENTS = 16_000_000;

export interface ProtocolRequest {
  method: string;
  /** Below `/v2`, decoded, without empty parts. */
  path: string[];
  /** Reads the JSON body. */
  body(): Promise<unknown>;
}

/**
 * Open Inference Protocol, version 2, as REST with JSON tensors:
 * https://github.com/kserve/open-inference-protocol. Its answers are `{ error }` when they fail.
 */
export async function answerProtocol(service: Service, request: ProtocolRequest): Promise<unknown> {
  const [head, name, ...rest] = request.path;
  if (head === undefined) {
    requireMethod(request, 'GET');
    return { name: 'atelier', version: '2', extensions: [] };
  }
  if (head === 'health' && (name === 'live' || name === 'ready') && rest.length === 0) {
    requireMethod(request, 'GET');
    return { [name]: true };
  }
  if (head !== 'models' || name === undefined) {
    throw notFound('There is nothing at this path.');
  }
  if (name !== service.name) {
    throw notFound(`This endpoint serves the model “${service.name}”, not “${name}”.`);
  }
  if (rest[0] === 'versions') {
    const version = rest[1];
    rest.splice(0, 2);
    if (version !== String(service.version)) {
      throw notFound(`This endpoint serves version ${service.version} of the model.`);
    }
  }
  switch (rest.join('/')) {
    case '':
      requireMethod(request, 'GET');
      return {
        name: service.name,
        versions: [String(service.version)],
        platform: 'onnxruntime_onnx',
        inputs: service.signature.inputs,
        outputs: service.signature.outputs
      };
    case 'ready':
      requireMethod(request, 'GET');
      return { name: service.name, ready: true };
    case 'infer':
      requireMethod(request, 'POST');
      return infer(service, await request.body());
    default:
      throw notFound('There is nothing at this path.');
  }
}

async function infer(service: Service, body: unknown): Promise<unknown> {
  if (!isObject(body) || !Array.isArray(body.inputs)) {
    throw bad('The body must be an object with the list `inputs`.');
  }
  if (body.id !== undefined && typeof body.id !== 'string') {
    throw bad('`id` must be a text.');
  }
  const tensors: Tensors = {};
  for (const input of body.inputs) {
    const spec =
      isObject(input) && service.signature.inputs.find(known => known.name === input.name);
    if (!spec) {
      const name = isObject(input) ? JSON.stringify(input.name) : 'without a name';
      throw bad(`The model has no input ${name}; it takes ${names(service.signature.inputs)}.`);
    }
    if (tensors[spec.name]) {
      throw bad(`The input “${spec.name}” is there twice.`);
    }
    tensors[spec.name] = tensorOf(input as Record<string, unknown>, spec);
  }
  const absent = service.signature.inputs.filter(spec => !tensors[spec.name]);
  if (absent.length > 0) {
    throw bad(`The input ${names(absent)} is absent.`);
  }
  const outputs = requestedOutputs(service, body.outputs);
  // In the model's order: requests run together when their inputs are alike.
  const ordered = service.signature.inputs.map(({ name }) => [name, tensors[name]]);
  const results = await service.run(Object.fromEntries(ordered), outputs);
  return {
    model_name: service.name,
    model_version: String(service.version),
    ...(body.id !== undefined && { id: body.id }),
    outputs: outputs.map(name => {
      const { data, datatype, shape } = results[name];
      return { name, shape, datatype, data: listOf(datatype, data) };
    })
  };
}

function requestedOutputs({ signature }: Service, requested: unknown): string[] {
  if (requested === undefined) {
    return signature.outputs.map(spec => spec.name);
  }
  if (!Array.isArray(requested) || requested.length === 0) {
    throw bad('`outputs` must be a list with at least one output.');
  }
  return [
    ...new Set(
      requested.map(output => {
        const name = isObject(output) ? output.name : undefined;
        if (!signature.outputs.some(spec => spec.name === name)) {
          throw bad(
            `The model has no output ${JSON.stringify(name)}; it gives ${names(signature.outputs)}.`
          );
        }
        return name as string;
      })
    )
  ];
}

function tensorOf(input: Record<string, unknown>, spec: TensorSpec): TensorValue {
  const { name, datatype } = spec;
  const { shape } = input;
  if (input.datatype !== datatype) {
    throw bad(`The input “${name}” must have the datatype ${datatype}.`);
  }
  if (!Array.isArray(shape) || !shape.every(length => Number.isInteger(length) && length >= 0)) {
    throw bad(`The shape of the input “${name}” must be a list of whole numbers.`);
  }
  const fits =
    shape.length === spec.shape.length &&
    spec.shape.every((length, axis) => length === -1 || length === shape[axis]);
  if (!fits) {
    throw bad(
      `The input “${name}” has the shape [${shape.join(', ')}], but the model takes [${spec.shape.join(', ')}].`
    );
  }
  if (!Array.isArray(input.data)) {
    throw bad(`The input “${name}” needs its elements as the list \`data\`.`);
  }
  const values = input.data.some(Array.isArray)
    ? (input.data as unknown[][]).flat(shape.length)
    : (input.data as unknown[]);
  const size = shape.reduce<number>((product, length) => product * length, 1);
  if (values.length !== size || size > MAXIMUM_ELEMENTS) {
    throw bad(
      `The input “${name}” has ${values.length} elements, but its shape [${shape.join(', ')}] asks for ${size}.`
    );
  }
  const { allocate, read } = ELEMENTS[datatype];
  const data = allocate(size);
  values.forEach((value, index) => {
    const element = read(value);
    if (typeof element === 'string') {
      throw bad(`Element ${index} of the input “${name}” ${element}.`);
    }
    (data as unknown[])[index] = element.value;
  });
  return { datatype, shape, data };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const names = (specs: TensorSpec[]) => specs.map(spec => `“${spec.name}”`).join(', ');
const bad = (message: string) => new Failure(400, 'invalid-input', message);
const notFound = (message: string) => new Failure(404, 'not-found', message);

function requireMethod({ method }: ProtocolRequest, expected: string): void {
  if (method !== expected) {
    throw new Failure(405, 'method-not-allowed', `This path takes ${expected} only.`);
  }
}
