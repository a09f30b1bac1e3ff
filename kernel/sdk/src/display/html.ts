import type { MimeBundle } from '../magics/index.ts';

/** Objects with this method show themselves in a notebook; the kernel calls it for a cell's value. */
export const displaySymbol: unique symbol = Symbol.for('Jupyter.display') as never;

/** Something that shows itself in a notebook. */
export interface Displayable {
  [displaySymbol](): MimeBundle;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, character => entities[character]);

/** A piece of HTML that is already safe. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A template whose values are escaped unless they are `Html` themselves. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  const piece = (value: unknown): string => {
    if (value instanceof Html) {
      return value.text;
    }
    if (Array.isArray(value)) {
      return value.map(piece).join('');
    }
    return value === null || value === undefined || value === false
      ? ''
      : escapeHtml(String(value));
  };
  return new Html(strings.reduce((text, part, index) => text + piece(values[index - 1]) + part));
}

const integers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A number as a reader wants it: five significant digits, no grouping below 10,000. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return String(value);
  }
  if (Number.isInteger(value)) {
    return Math.abs(value) < 10_000 ? String(value) : integers.format(value);
  }
  return String(Number(value.toPrecision(5)));
}

/** Bytes with a unit, e.g. `23.4 kB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

/** A time in UTC to the minute, e.g. `2026-11-22 20:08`. */
export const formatTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ');

/** Any cell of a table as text; what is missing is empty. */
export const formatValue = (value: unknown): string => {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value === 'number') {
    return formatNumber(value);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string);
};
