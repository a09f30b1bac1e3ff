import { DataGrid, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { textOf } from '../artifact-content.ts';
import { endingOf } from '../artifact-kind.ts';
import { delimitedRows } from '../delimited.ts';
import type { PreviewProps } from './content.tsx';
import { parseJson } from './json-preview.tsx';
import { PlainText } from './text-preview.tsx';

const MOST_ROWS = 100_000;

/** Comma- or tab-separated values; the first row names the columns. */
export function DelimitedPreview({ bytes, cut, file }: PreviewProps) {
  const { mediaType, path } = file.artifact;
  const tabs = endingOf(path) === 'tsv' || mediaType.startsWith('text/tab');
  const [head = [], ...rows] = React.useMemo(
    () => delimitedRows(textOf(bytes, cut), tabs ? '\t' : ',', MOST_ROWS + 1, cut),
    [bytes, cut, tabs]
  );
  return (
    <Grid
      label={path}
      titles={head}
      rowCount={rows.length}
      cell={(row, column) => rows[row]?.[column] ?? null}
    />
  );
}

/** `{columns, data}`: a list of rows, as MLflow's tables are, too. */
export function RowsPreview({ bytes, cut, file }: PreviewProps) {
  const trans = useTrans();
  const text = textOf(bytes, cut);
  const { path } = file.artifact;
  const table = parseJson(text)?.value as { columns?: unknown[]; data?: unknown[][] } | undefined;
  if (!Array.isArray(table?.columns) || !Array.isArray(table.data)) {
    return (
      <PlainText label={path} text={text} reason={trans.__('This is no table: shown as text.')} />
    );
  }
  const { columns, data } = table as { columns: unknown[]; data: unknown[][] };
  return (
    <Grid
      label={path}
      titles={columns.map(String)}
      rowCount={data.length}
      cell={(row, column) => cellText(data[row]?.[column])}
    />
  );
}

export function cellText(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (typeof value === 'object') {
    return JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'bigint' ? String(item) : item
    );
  }
  return String(value as string | number | boolean | bigint);
}

export function Grid(props: {
  label: string;
  titles: readonly string[];
  subtitles?: readonly string[];
  rowCount: number;
  cell: (row: number, column: number) => string | null | undefined;
  onVisible?: (from: number, to: number) => void;
}) {
  const { cell, rowCount, subtitles, titles } = props;
  const columns = React.useMemo(() => {
    const sample = Math.min(rowCount, 20);
    return titles.map((title, column) => {
      const numbers = Array.from({ length: sample }, (_, row) => cell(row, column));
      const known = numbers.filter(text => text !== null && text !== undefined && text !== '');
      const numeric = known.length > 0 && known.every(text => Number.isFinite(Number(text)));
      return {
        title,
        subtitle: subtitles?.[column],
        align: numeric ? ('end' as const) : ('start' as const)
      };
    });
    // The alignment is that of the first rows, however many come later.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [titles.join('\n'), subtitles?.join('\n'), rowCount]);
  return (
    <div className="atl-Artifacts-grid">
      <DataGrid
        label={props.label}
        columns={columns}
        rowCount={rowCount}
        cell={cell}
        onVisible={props.onVisible}
      />
    </div>
  );
}
