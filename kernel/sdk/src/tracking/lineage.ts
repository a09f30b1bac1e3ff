import { createHash } from 'node:crypto';
import { messageOf } from './entry-text.ts';
import type { NewEntry } from './entry-text.ts';
import type { HasUri } from './run-dependencies.ts';

type DatasetEntry = Extract<NewEntry, { type: 'dataset' }>;

/** A dataset that a run has read or made: one of the studio, or any other by name. */
export interface RunDatasetOptions {
  readonly name: string;
  /** Tells one state of the data from another; of `source` and `schema` when left out. */
  readonly digest?: string;
  /** What it was used for, e.g. `training`. */
  readonly context?: string;
  /** Where it lies, e.g. a path or an address. */
  readonly source?: string;
  readonly sourceType?: string;
  /** Columns and their types, as an object or as JSON. */
  readonly schema?: object | string;
  /** Figures of its content, as an object or as JSON. */
  readonly profile?: object | string;
}

/** A dataset of the studio as far as lineage needs it. */
interface StudioDataset extends HasUri {
  readonly name: string;
  readonly sha256: string;
  readonly columns?: unknown;
  readonly rowCount?: number | null;
}

export type DatasetReference = StudioDataset | RunDatasetOptions;

const isOfStudio = (dataset: DatasetReference): dataset is StudioDataset =>
  'uri' in dataset && 'sha256' in dataset;

const textOf = (value: object | string | undefined, limit: number): string | null => {
  if (value === undefined) {
    return null;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > limit ? null : text;
};

const digestOf = (...parts: (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);

function optionsOf(dataset: DatasetReference): RunDatasetOptions {
  if (!isOfStudio(dataset)) {
    return dataset;
  }
  const { columns, name, rowCount, sha256, uri } = dataset;
  return {
    name,
    digest: sha256.slice(0, 16),
    source: uri,
    sourceType: 'atelier',
    ...(Array.isArray(columns) && { schema: { columns } }),
    ...(typeof rowCount === 'number' && { profile: { rows: rowCount } })
  };
}

/** The entries that tell of a dataset; throws when its description makes no text. */
export function datasetEntries(
  direction: 'input' | 'output',
  dataset: DatasetReference,
  context: string | undefined
): NewEntry[] {
  const options = optionsOf(dataset);
  const schema = textOf(options.schema, 1_048_575);
  const source = (options.source ?? '').slice(0, 65_535);
  const entry: DatasetEntry = {
    type: 'dataset',
    dataset: {
      name: String(options.name).slice(0, 500) || 'dataset',
      digest: (options.digest ?? digestOf(options.name, source, schema)).slice(0, 64),
      context:
        (context ?? options.context)?.slice(0, 250) ?? (direction === 'output' ? 'produced' : null),
      sourceType: (options.sourceType ?? 'local').slice(0, 64),
      source,
      schema,
      profile: textOf(options.profile, 1_048_575)
    }
  };
  return 'uri' in dataset ? [{ type: direction, uri: dataset.uri }, entry] : [entry];
}

/** The same, or a warning. */
export function datasetEntriesOr(
  warn: (message: string) => void,
  ...args: Parameters<typeof datasetEntries>
): NewEntry[] {
  try {
    return datasetEntries(...args);
  } catch (error) {
    warn(`Dataset “${String(args[1]?.name)}” was not logged: ${messageOf(error)}`);
    return [];
  }
}
