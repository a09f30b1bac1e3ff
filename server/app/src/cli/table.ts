import type { MetricValue } from '@atelier-ml/api';

/** Title → how the cell of a row reads. */
// Each list has its own rows; the caller's columns fit them.
export type Columns = Record<string, (row: never) => string | number>;

/** Text in columns; numbers stand right. */
export function formatTable(rows: object[], columns: Columns): string {
  const titles = Object.keys(columns);
  const cells = rows.map(row => titles.map(title => columns[title]!(row as never)));
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...cells.map(row => String(row[index]).length))
  );
  const line = (row: (string | number)[]): string =>
    row
      .map((cell, index) =>
        typeof cell === 'number'
          ? String(cell).padStart(widths[index]!)
          : cell.padEnd(widths[index]!)
      )
      .join('  ')
      .trimEnd();
  return [titles.map(title => title.toUpperCase()), ...cells].map(row => `${line(row)}\n`).join('');
}

/** Short name of the zone that this machine shows times in, such as CET. */
const zoneOf = (time: Date): string =>
  new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })
    .formatToParts(time)
    .find(({ type }) => type === 'timeZoneName')?.value ?? '';

/** A moment as `2026-11-22 14:05 CET`, local time. */
export function formatTime(milliseconds: number | null): string {
  if (milliseconds === null) {
    return '';
  }
  const time = new Date(milliseconds);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())} ${zoneOf(time)}`;
}

/** A number of bytes as `1.4 GB`, to the power of 1000 that fits. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1_000 ** power;
  return `${power && value < 100 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

/** A measured number in six digits. */
export const formatMetric = (value: MetricValue): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : value;
