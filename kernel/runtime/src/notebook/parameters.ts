import type { Cell, Language, Notebook } from './notebook-file.ts';

const TAG = 'parameters';
/** Id and tag of the cell with the params. */
export const INJECTED = 'injected-parameters';
const COMMENT: Record<Language, string> = { typescript: '//', python: '#', r: '#' };

/** A param as what it looks like: a number, a truth value, a list; else text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A value as the language writes it. */
function literal(value: unknown, language: Language): string {
  if (language === 'typescript' || typeof value === 'string' || typeof value === 'number') {
    return JSON.stringify(value);
  }
  const words = { python: ['None', 'True', 'False'], r: ['NULL', 'TRUE', 'FALSE'] }[language];
  if (value === null) return words[0];
  if (typeof value === 'boolean') return value ? words[1] : words[2];
  const items = Object.entries(value as object).map(([key, item]) =>
    Array.isArray(value)
      ? literal(item, language)
      : language === 'python'
        ? `${JSON.stringify(key)}: ${literal(item, language)}`
        : `${JSON.stringify(key)} = ${literal(item, language)}`
  );
  if (language === 'r') return `list(${items.join(', ')})`;
  return Array.isArray(value) ? `[${items.join(', ')}]` : `{${items.join(', ')}}`;
}

function assignment(name: string, value: unknown, language: Language): string {
  const text = literal(value, language);
  return {
    typescript: `let ${name} = ${text};`,
    python: `${name} = ${text}`,
    r: `${name} <- ${text}`
  }[language];
}

/**
 * The cells with the params set: after the first one that is tagged `parameters`, else first. What a
 * run before has set is left out. The convention is papermill's.
 */
export function withParameters(
  { cells }: Notebook,
  params: Record<string, string>,
  language: Language
): Cell[] {
  const kept = cells.filter(cell => !cell.metadata.tags?.includes(INJECTED));
  const names = Object.keys(params);
  if (!names.length) {
    return kept;
  }
  const lines = names.map(name => assignment(name, valueOf(params[name]), language));
  const cell: Cell = {
    id: INJECTED,
    cell_type: 'code',
    metadata: { tags: [INJECTED] },
    source: [`${COMMENT[language]} Params of the job`, ...lines].join('\n'),
    outputs: [],
    execution_count: null
  };
  const at = kept.findIndex(each => each.metadata.tags?.includes(TAG)) + 1;
  return kept.toSpliced(at, 0, cell);
}
