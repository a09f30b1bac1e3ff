import util from 'node:util';

import type { MimeBundle } from '@atelier-ml/sdk';

/** A value with a method of this name says itself how it is shown: it returns a MIME bundle. */
export const DISPLAY = Symbol.for('Jupyter.display');

const TABLE_ROWS = 20;
const TABLE_COLUMNS = 30;
const INSPECT = { depth: 4, maxArrayLength: 50, maxStringLength: 2000, breakLength: 100 } as const;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (value: unknown) =>
  String(value ?? '').replace(/[&<>"]/g, character => ENTITIES[character]);

type Row = Record<string, unknown>;

function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isTable(value: unknown): value is Row[] {
  return Array.isArray(value) && value.length > 0 && value.slice(0, TABLE_ROWS).every(isRow);
}

function tableOf(rows: Row[]): string {
  const shown = rows.slice(0, TABLE_ROWS);
  const columns = [...new Set(shown.flatMap(row => Object.keys(row)))].slice(0, TABLE_COLUMNS);
  const head = columns.map(name => `<th>${escapeHtml(name)}</th>`).join('');
  const body = shown
    .map(row => `<tr>${columns.map(name => `<td>${escapeHtml(row[name])}</td>`).join('')}</tr>`)
    .join('');
  const rest = rows.length - shown.length;
  const note = rest > 0 ? `<p>… and ${rest.toLocaleString('en')} more rows</p>` : '';
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${note}`;
}

function isVegaLite(value: unknown): value is Row {
  return isRow(value) && typeof value.$schema === 'string' && value.$schema.includes('vega-lite');
}

/** Bytes become base64, as the protocol asks for. */
export function toBundle(data: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [
      mime,
      value instanceof Uint8Array
        ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
        : value
    ])
  );
}

async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    return undefined;
  const method: unknown = Reflect.get(value, DISPLAY);
  if (typeof method !== 'function') return undefined;
  const bundle: unknown = await Reflect.apply(method, value, []);
  return isRow(bundle) ? toBundle(bundle) : undefined;
}

/** The representations of a value: its own, or text, with a table for rows and a chart for a Vega-Lite specification. */
export async function render(value: unknown): Promise<MimeBundle> {
  const own = await ownBundle(value);
  if (own) return own;
  const bundle: MimeBundle = { 'text/plain': util.inspect(value, INSPECT) };
  if (isTable(value)) bundle['text/html'] = tableOf(value);
  if (isVegaLite(value)) bundle['application/vnd.vegalite.v5+json'] = value;
  return bundle;
}
