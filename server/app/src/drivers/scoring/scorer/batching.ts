import type { Signature } from '@atelier-ml/api';
import { ELEMENTS } from './datatypes.ts';
import type { TensorData } from './datatypes.ts';
import type { Run, Tensors, TensorValue } from './runner.ts';

const MAXIMUM_ROWS = 256;
const TOLERANCE = 1e-4;

interface Job {
  inputs: Tensors;
  outputs: readonly string[];
  rows: number;
  /** Equal for jobs that can be run together. */
  key: string;
  resolve(outputs: Tensors): void;
  reject(error: unknown): void;
}

/**
 * Runs together what arrives while a run is under way: one run of many rows costs hardly more than
 * one of a single row.
 */
export function createBatchingRun(run: Run): Run {
  const queue: Job[] = [];
  let busy = false;

  async function runTogether(jobs: Job[]): Promise<void> {
    try {
      const [{ inputs, outputs }] = jobs;
      if (jobs.length === 1) {
        jobs[0].resolve(await run(inputs, outputs));
        return;
      }
      const joined = Object.keys(inputs).map(name => [
        name,
        join(jobs.map(job => job.inputs[name]))
      ]);
      const results = await run(Object.fromEntries(joined), outputs);
      let row = 0;
      for (const job of jobs) {
        job.resolve(cut(results, row, job.rows));
        row += job.rows;
      }
    } catch (error) {
      await Promise.all(jobs.map(job => runAlone(job, error, jobs.length === 1)));
    }
  }

  /** So that one bad request does not fail those that came at the same time. */
  async function runAlone(job: Job, error: unknown, wasAlone: boolean): Promise<void> {
    if (wasAlone) {
      job.reject(error);
      return;
    }
    await run(job.inputs, job.outputs).then(job.resolve, job.reject);
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const jobs = [queue.shift()!];
      let { rows } = jobs[0];
      while (
        queue.length > 0 &&
        queue[0].key === jobs[0].key &&
        rows + queue[0].rows <= MAXIMUM_ROWS
      ) {
        rows += queue[0].rows;
        jobs.push(queue.shift()!);
      }
      await runTogether(jobs);
    }
    busy = false;
  }

  return (inputs, outputs) =>
    new Promise((resolve, reject) => {
      const tensors = Object.values(inputs);
      const key = JSON.stringify([outputs, tensors.map(({ shape }) => shape.slice(1))]);
      queue.push({ inputs, outputs, rows: tensors[0].shape[0], key, resolve, reject });
      if (!busy) {
        busy = true;
        // After the requests that lie ready in this turn of the event loop.
        setImmediate(() => void drain());
      }
    });
}

function join(tensors: TensorValue[]): TensorValue {
  const [{ datatype, shape }] = tensors;
  const rows = tensors.reduce((sum, tensor) => sum + tensor.shape[0], 0);
  const whole = [rows, ...shape.slice(1)];
  if (datatype === 'BYTES') {
    return { datatype, shape: whole, data: tensors.flatMap(tensor => tensor.data as string[]) };
  }
  const data = ELEMENTS[datatype].allocate(whole.reduce((product, length) => product * length, 1));
  let at = 0;
  for (const tensor of tensors) {
    (data as Float32Array).set(tensor.data as Float32Array, at);
    at += tensor.data.length;
  }
  return { datatype, shape: whole, data };
}

/** Rows `row … row + rows - 1` of every tensor. */
export function cut(results: Tensors, row: number, rows: number): Tensors {
  return Object.fromEntries(
    Object.entries(results).map(([name, { data, datatype, shape }]) => {
      const width = shape.slice(1).reduce((product, length) => product * length, 1);
      const part = data.slice(row * width, (row + rows) * width) as TensorData;
      return [name, { datatype, shape: [rows, ...shape.slice(1)], data: part }];
    })
  );
}

/**
 * Whether rows that are run together come out as they do alone. A model that declares a free first
 * dimension may still mix its rows (say, by normalising over them): so it is tried.
 */
export async function isRowwise(signature: Signature, run: Run): Promise<boolean> {
  const free = [...signature.inputs, ...signature.outputs].every(({ shape }) => shape[0] === -1);
  if (!free || signature.inputs.length === 0) {
    return false;
  }
  const outputs = signature.outputs.map(spec => spec.name);
  const [first, second] = [probe(signature, 0.25), probe(signature, 1.75)];
  const pair = Object.keys(first).map(name => [name, join([first[name], second[name]])]);
  try {
    const [one, other] = [await run(first, outputs), await run(second, outputs)];
    const both = await run(Object.fromEntries(pair), outputs);
    return outputs.every(
      name =>
        both[name].shape[0] === 2 && areClose(join([one[name], other[name]]).data, both[name].data)
    );
  } catch {
    return false;
  }
}

function probe({ inputs }: Signature, value: number): Tensors {
  return Object.fromEntries(
    inputs.map(({ datatype, name, shape }) => {
      const lengths = [1, ...shape.slice(1).map(length => Math.max(1, length))];
      const size = lengths.reduce((product, length) => product * length, 1);
      const data = ELEMENTS[datatype].allocate(size);
      const whole = datatype === 'INT64' || datatype === 'UINT64';
      const filler = datatype === 'BYTES' ? '' : whole ? BigInt(Math.round(value)) : value;
      (data as unknown[]).fill(filler);
      return [name, { datatype, shape: lengths, data }];
    })
  );
}

function areClose(a: TensorData, b: TensorData): boolean {
  return (
    a.length === b.length &&
    Array.from(a as ArrayLike<unknown>).every((value, index) => {
      const other = b[index];
      return (
        Object.is(value, other) ||
        (typeof value === 'number' &&
          Math.abs(value - Number(other)) <= TOLERANCE * Math.max(1, Math.abs(value)))
      );
    })
  );
}
