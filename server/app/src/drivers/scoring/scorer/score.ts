import type { ScoreResponse } from '@atelier-ml/api';
import { badInput } from './failure.ts';
import type { InputRow } from './rows.ts';
import type { Service } from './service.ts';

const MAXIMUM_ROWS = 10_000;

/** `POST /score`: ScoreRequest in, ScoreResponse out. */
export async function score(service: Service, body: unknown): Promise<ScoreResponse> {
  const inputs = objectOf(body).inputs;
  const scored = await service.rows().score(rowsOf(inputs, 'inputs'), 'inputs');
  return {
    outputs: scored.rows as ScoreResponse['outputs'],
    model: { name: service.name, version: service.version },
    milliseconds: Math.round(scored.milliseconds * 1000) / 1000
  };
}

/**
 * `POST /invocations`, as MLflow's scoring servers take it: `dataframe_split`, `dataframe_records`,
 * `instances`, or `inputs` as rows or as a list for each column. Answers `{ predictions }`.
 */
export async function invoke(service: Service, body: unknown): Promise<{ predictions: unknown[] }> {
  const given = objectOf(body);
  const key = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'].find(
    name => name in given
  );
  if (!key) {
    throw badInput(
      'The body has none of dataframe_split, dataframe_records, instances and inputs.',
      'body'
    );
  }
  const content = given[key];
  const rows =
    key === 'dataframe_split'
      ? fromSplit(objectOf(content))
      : Array.isArray(content)
        ? content
        : fromColumns(objectOf(content), key);
  const scored = await service.rows().score(rowsOf(rows, key), key);
  return { predictions: scored.rows };
}

function fromSplit({ columns, data }: Record<string, unknown>): unknown[] {
  if (!Array.isArray(columns) || !Array.isArray(data)) {
    throw badInput('needs the lists columns and data', 'dataframe_split');
  }
  return data.map((values, index) => {
    if (!Array.isArray(values) || values.length !== columns.length) {
      throw badInput(
        `must be a list of ${columns.length} values, one for each column`,
        `dataframe_split.data[${index}]`
      );
    }
    return Object.fromEntries(columns.map((column, at) => [String(column), values[at]]));
  });
}

function fromColumns(columns: Record<string, unknown>, path: string): unknown[] {
  const entries = Object.entries(columns);
  const count = Array.isArray(entries[0]?.[1]) ? entries[0][1].length : 0;
  for (const [name, values] of entries) {
    if (!Array.isArray(values) || values.length !== count) {
      throw badInput('must be a list, as long as those of the other columns', `${path}.${name}`);
    }
  }
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(
      entries.map(([name, values]) => {
        const value = (values as unknown[])[index];
        return [name, Array.isArray(value) && value.length === 1 ? value[0] : value];
      })
    )
  );
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badInput(
      'The body must be a JSON object.',
      'body',
      'Send rows as {"inputs": [{"<column>": <value>, …}]}.'
    );
  }
  return value as Record<string, unknown>;
}

function rowsOf(value: unknown, path: string): InputRow[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw badInput('must be a list with at least one row', path);
  }
  if (value.length > MAXIMUM_ROWS) {
    throw badInput(
      `must have at most ${MAXIMUM_ROWS} rows`,
      path,
      'Send them in several requests.'
    );
  }
  value.forEach((row, index) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw badInput('must be an object with a value for each column', `${path}[${index}]`);
    }
  });
  return value as InputRow[];
}
