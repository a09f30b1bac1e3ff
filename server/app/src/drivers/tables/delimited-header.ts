import { ContentError } from './content-error.ts';
import { KIND } from './row.ts';
import type { Row } from './row.ts';

/** The names of the columns, read from the first line. */
export function namesOf(row: Row, delimiter: number): string[] {
  const names = Array.from({ length: row.length }, (_, column) => row.text(column).trim());
  const { line } = row;
  const empty = names.indexOf('');
  if (empty >= 0) {
    throw new ContentError(
      `Column ${empty + 1} has no name on line ${line}.`,
      'Name every column. A first column without a name is often a row number: with pandas, write the file with `index=False`.',
      line
    );
  }
  const twice = names.find((name, column) => names.indexOf(name) !== column);
  if (twice !== undefined) {
    throw new ContentError(
      `Two columns are named “${twice}” on line ${line}.`,
      'Give every column a name of its own.',
      line
    );
  }
  const kinds = row.kinds.subarray(0, row.length);
  if (kinds.every(kind => kind === KIND.integer || kind === KIND.number)) {
    throw new ContentError(
      `Line ${line} holds numbers where the names of the columns should be.`,
      'Add a first line that names the columns.',
      line
    );
  }
  const other = delimiter === 44 ? /[;\t|]/.exec(names[0]) : /[,;|]/.exec(names[0]);
  if (names.length === 1 && other) {
    const named = delimiter === 44 ? 'commas' : 'tabs';
    throw new ContentError(
      `Line ${line} holds “${other[0] === '\t' ? 'a tab' : other[0]}” but its fields should be separated by ${named}.`,
      other[0] === (delimiter === 44 ? '\t' : ',')
        ? `Register the file with the format \`${delimiter === 44 ? 'tsv' : 'csv'}\`.`
        : `Save the file with ${named} between its fields.`,
      line
    );
  }
  return names;
}
