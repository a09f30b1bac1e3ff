import type { FieldProblem, Signature, TensorSpec } from '@atelier-ml/api';
import type { z } from 'zod';
import { cut } from './batching.ts';
import { ELEMENTS, toJson } from './datatypes.ts';
import { Failure } from './failure.ts';
import type { Run, Tensors } from './runner.ts';

export type InputRow = Record<string, unknown>;
export type OutputRow = Record<string, unknown>;
type Problem = z.infer<typeof FieldProblem>;

const MAXIMUM_PROBLEMS = 20;

/** Where the value of a column goes. */
interface Slot {
  column: string;
  spec: TensorSpec;
  width: number;
  position: number;
}

/** Scores rows given as objects. */
export interface RowScorer {
  readonly columns: string[];
  score(rows: InputRow[], path: string): Promise<{ rows: OutputRow[]; milliseconds: number }>;
}

/**
 * Columns of the model: an input of shape [N] or [N, 1] is a column of its own name. An input of
 * shape [N, k] takes k columns, named by the model's metadata `feature_names` (a JSON array) if it
 * has k names, else `input[0]` … `input[k-1]`.
 */
function slotsOf(signature: Signature, metadata: Record<string, string>): Slot[] {
  return signature.inputs.flatMap(spec => {
    const { name, shape } = spec;
    const width = shape.length === 1 ? 1 : shape[1];
    if (
      shape.length > 2 ||
      shape.length === 0 ||
      width < 1 ||
      (shape[0] !== -1 && shape[0] !== 1)
    ) {
      throw new Failure(
        422,
        'scoring-failed',
        `The input “${name}” has the shape [${shape.join(', ')}], which rows cannot fill.`,
        { remedy: 'Send tensors to the Open Inference Protocol’s `/v2/models/…/infer` instead.' }
      );
    }
    const names = width === 1 ? [name] : featureNames(metadata, name, width);
    return names.map((column, position) => ({ column, spec, width, position }));
  });
}

function featureNames(metadata: Record<string, string>, input: string, width: number): string[] {
  try {
    const names: unknown = JSON.parse(metadata.feature_names ?? '[]');
    if (Array.isArray(names) && names.length === width) {
      return names.map(String);
    }
  } catch {
    // Metadata of another meaning.
  }
  return Array.from({ length: width }, (_, position) => `${input}[${position}]`);
}

export function createRowScorer(
  signature: Signature,
  metadata: Record<string, string>,
  run: Run
): RowScorer {
  const slots = slotsOf(signature, metadata);
  const known = new Set(slots.map(slot => slot.column));
  const outputs = signature.outputs.map(spec => spec.name);
  const oneByOne = signature.inputs.some(({ shape }) => shape[0] === 1);

  function fill(rows: InputRow[], path: string): Tensors {
    const problems: Problem[] = [];
    const tensors: Tensors = {};
    for (const { name, datatype, shape } of signature.inputs) {
      const lengths = shape.length === 1 ? [rows.length] : [rows.length, shape[1]];
      const size = lengths.reduce((product, length) => product * length, 1);
      tensors[name] = { datatype, shape: lengths, data: ELEMENTS[datatype].allocate(size) };
    }
    rows.forEach((row, index) => {
      for (const { column, position, spec, width } of slots) {
        if (!Object.hasOwn(row, column)) {
          note(problems, `${path}[${index}].${column}`, 'is absent; send null if it is missing');
          continue;
        }
        const read = ELEMENTS[spec.datatype].read(row[column]);
        if (typeof read === 'string') {
          note(problems, `${path}[${index}].${column}`, read);
        } else {
          (tensors[spec.name].data as unknown[])[index * width + position] = read.value;
        }
      }
      for (const column in row) {
        if (!known.has(column)) {
          note(problems, `${path}[${index}].${column}`, 'is not a column of the model');
        }
      }
    });
    if (problems.length > 0) {
      throw new Failure(
        400,
        'invalid-input',
        `Row ${rowOf(problems[0])} cannot be scored: “${columnOf(problems[0], path)}” ${problems[0].message}.`,
        {
          remedy: `The model takes the columns ${[...known].join(', ')}.`,
          fields: problems.slice(0, MAXIMUM_PROBLEMS)
        }
      );
    }
    return tensors;
  }

  function present(results: Tensors, count: number): OutputRow[] {
    const rows = Array.from({ length: count }, (): OutputRow => ({}));
    for (const [name, { data, datatype, shape }] of Object.entries(results)) {
      if (shape[0] !== count) {
        throw new Failure(
          422,
          'scoring-failed',
          `The output “${name}” has the shape [${shape.join(', ')}], which is not one answer a row.`,
          { remedy: 'Use the Open Inference Protocol’s `/v2/models/…/infer` instead.' }
        );
      }
      const width = data.length / count;
      const scalar = shape.length === 1 || (shape.length === 2 && width === 1);
      rows.forEach((row, index) => {
        row[name] = scalar
          ? toJson(datatype, data[index])
          : Array.from({ length: width }, (_, at) => toJson(datatype, data[index * width + at]));
      });
    }
    return rows;
  }

  return {
    columns: [...known],
    async score(rows, path) {
      const whole = fill(rows, path);
      const feeds = oneByOne ? rows.map((_, index) => cut(whole, index, 1)) : [whole];
      const began = performance.now();
      const answers: OutputRow[] = [];
      for (const feed of feeds) {
        answers.push(...present(await run(feed, outputs), oneByOne ? 1 : rows.length));
      }
      return { rows: answers, milliseconds: performance.now() - began };
    }
  };
}

function note(problems: Problem[], path: string, message: string): void {
  if (problems.length < MAXIMUM_PROBLEMS) {
    problems.push({ path, message });
  }
}

const rowOf = (problem: Problem) => Number(/\[(\d+)\]/.exec(problem.path)![1]) + 1;
const columnOf = (problem: Problem, path: string) =>
  problem.path.slice(path.length).replace(/^\[\d+\]\./, '');
