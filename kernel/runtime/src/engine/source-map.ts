import type { Position } from './engine.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

interface Segment {
  column: number;
  source: Position;
}

/** Numbers of one segment: base-64 digits, five bits each, the sixth bit says that more follow, the lowest is the sign. */
function numbersOf(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

function segmentsOf(mappings: string): Segment[][] {
  let line = 0;
  let sourceColumn = 0;
  return mappings.split(';').map(text => {
    let column = 0;
    const segments: Segment[] = [];
    for (const segment of text ? text.split(',') : []) {
      const [columns, , lines, sourceColumns] = numbersOf(segment);
      column += columns;
      if (lines === undefined) continue;
      line += lines;
      sourceColumn += sourceColumns;
      segments.push({ column, source: { line, column: sourceColumn } });
    }
    return segments;
  });
}

/** Maps places in generated code to places in its source, by a source map (revision 3) with one source; read when first asked. */
export function createLocator(sourceMap: string | undefined): (position: Position) => Position {
  let lines: Segment[][] | undefined;
  return position => {
    if (!sourceMap) return position;
    lines ??= segmentsOf((JSON.parse(sourceMap) as { mappings: string }).mappings);
    const segments = lines[position.line] ?? [];
    const found = segments.findLast(each => each.column <= position.column) ?? segments[0];
    return found ? found.source : position;
  };
}
