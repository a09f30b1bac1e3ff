import { formatTime } from './table.ts';

const INDENT = '  ';
/** Keys whose numbers are milliseconds since 1970. */
const TIME = /(At|^at|since|from|until|time|next|validFrom)$/i;
const FIRST_TIME = 1e11;

/** A value for people: `key: value` lines, what is within it below it, further to the right. */
export function formatValue(value: unknown): string {
  return isNested(value)
    ? linesOf(value)
        .map(line => `${line}\n`)
        .join('')
    : `${String(value)}\n`;
}

const isNested = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && Object.keys(value).length > 0;

function linesOf(value: object): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      const [first, ...more] = isNested(item) ? linesOf(item) : [plain('', item)];
      return [`- ${first}`, ...more.map(line => INDENT + line)];
    });
  }
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const isList = Array.isArray(item) && !item.some(isNested);
    return isNested(item) && !isList
      ? [`${key}:`, ...linesOf(item).map(line => INDENT + line)]
      : [`${key}: ${isList ? item.map(each => plain(key, each)).join(', ') : plain(key, item)}`];
  });
}

function plain(key: string, value: unknown): string {
  if (typeof value === 'number' && value > FIRST_TIME && TIME.test(key)) {
    return formatTime(value);
  }
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}
