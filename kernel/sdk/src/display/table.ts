import type { MimeBundle } from '../magics/index.ts';
import { formatNumber, formatValue, html, Html } from './html.ts';
import { Link } from './link.ts';

/** Rows to show, with what stands above and below them. */
export interface TableView {
  title?: string | Link;
  /** Shown below the title in a quieter colour. */
  subtitle?: string;
  columns: readonly string[];
  rows: readonly (readonly unknown[])[];
  /** Shown below the table, e.g. how many rows there are in all. */
  footer?: string;
}

const colours = {
  text: 'var(--jp-ui-font-color1, #212121)',
  quiet: 'var(--jp-ui-font-color2, #616161)',
  line: 'var(--jp-border-color2, #e0e0e0)'
};

const cellStyle = (value: unknown, right: boolean): string =>
  `padding:2px 10px;border-bottom:1px solid ${colours.line};text-align:${
    right ? 'right' : 'left'
  };color:${value === null ? colours.quiet : colours.text};vertical-align:top`;

const contentOf = (value: unknown): unknown => {
  if (value instanceof Html) {
    return value;
  }
  return value === null ? html`<em>missing</em>` : formatValue(value);
};

/** A table in the notebook's own colours. */
export function tableHtml({ title, subtitle, columns, rows, footer }: TableView): Html {
  const numeric = columns.map((_, index) => rows.some(row => typeof row[index] === 'number'));
  return html`<div style="color:${colours.text};overflow-x:auto">
    ${title && html`<div style="font-weight:600">${title}</div>`}
    ${subtitle && html`<div style="color:${colours.quiet}">${subtitle}</div>`}
    ${
      columns.length > 0 &&
      html`<table style="border-collapse:collapse;margin:4px 0">
        <thead>
          <tr>
            ${columns.map(
              (name, index) =>
                html`<th
                  scope="col"
                  style="padding:2px 10px;border-bottom:1px solid ${colours.quiet};color:${colours.text};text-align:${numeric[index] ? 'right' : 'left'}"
                >
                  ${name}
                </th>`
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            row =>
              html`<tr>
                ${row.map((value, index) => html`<td style="${cellStyle(value, numeric[index])}">${contentOf(value)}</td>`)}
              </tr>`
          )}
        </tbody>
      </table>`
    }
    ${footer && html`<div style="color:${colours.quiet}">${footer}</div>`}
  </div>`;
}

function plain(value: unknown): string {
  if (value instanceof Link) {
    return value.label;
  }
  return value instanceof Html ? value.text.replace(/<[^>]*>/g, '') : formatValue(value);
}

/** The same table for a terminal, columns padded. */
export function tableText({ title, subtitle, columns, rows, footer }: TableView): string {
  const lines = [columns, ...rows].map(row => row.map(plain));
  const widths = columns.map((_, index) =>
    Math.max(...lines.map(line => (line[index] ?? '').length))
  );
  const body = columns.length
    ? lines.map(line =>
        line
          .map((text, index) => text.padEnd(widths[index]))
          .join('  ')
          .trimEnd()
      )
    : [];
  return [title && plain(title), subtitle, ...body, footer]
    .filter(line => line !== undefined)
    .join('\n');
}

/** Says of a list that does not hold all that there are. */
export const cutFooter = (shown: number, total: number): { footer?: string } =>
  total > shown ? { footer: `The first ${formatNumber(shown)} of ${formatNumber(total)}.` } : {};

export const tableBundle = (view: TableView): MimeBundle => ({
  'text/plain': tableText(view),
  'text/html': tableHtml(view).text
});
