import { completionsAt, parseFilter, runSearch, SearchProblem, writeField } from '@atelier-ml/api';
import type { KnownKeys } from './run-table-model.ts';

export interface FilterOption {
  readonly text: string;
  readonly kind: string;
}

export interface FilterHelp {
  /** The characters that an option takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly FilterOption[];
}

export interface FilterProblem {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

const MOST_OPTIONS = 12;

/** What may stand at the cursor of a filter that is being written, with the names that runs have. */
export function helpAt(text: string, offset: number, keys: KnownKeys | null): FilterHelp {
  const found = completionsAt(runSearch, text, offset);
  const named = found.keys;
  const names = named && keys ? keys[`${named.kind}s`] : [];
  const fitting = names
    .filter(key => key.toLowerCase().includes(named!.prefix.toLowerCase()))
    .map(key => ({ kind: named!.kind, text: writeField(named!.kind, key) }));
  return {
    from: found.from,
    to: found.to,
    options: [...fitting, ...found.options].slice(0, MOST_OPTIONS)
  };
}

/** What is wrong with a filter; null if it can be read. */
export function problemOf(text: string): FilterProblem | null {
  try {
    parseFilter(text, runSearch);
    return null;
  } catch (error) {
    if (error instanceof SearchProblem) {
      return { message: error.message, ...error.at };
    }
    throw error;
  }
}
