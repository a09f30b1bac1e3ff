import { ErrorState, formatInteger, LoadingState, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ArtifactFile } from '../artifact-content.ts';
import type { ParquetTable } from '../parquet.ts';
import { cellText, Grid } from './table-preview.tsx';

const PAGE = 200;

/** A table whose rows are fetched as they come into sight, by parts of the file. */
export function ParquetPreview({ file }: { file: ArtifactFile }) {
  const trans = useTrans();
  const [table, setTable] = React.useState<ParquetTable | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const [attempt, retry] = React.useReducer((count: number) => count + 1, 0);
  const [pages, setPages] = React.useState<ReadonlyMap<number, readonly unknown[][]>>(new Map());
  const asked = React.useRef(new Set<number>());
  React.useEffect(() => {
    let wanted = true;
    setError(null);
    asked.current.clear();
    import('../parquet.ts')
      .then(({ openParquet }) => openParquet(file))
      .then(opened => wanted && setTable(opened))
      .catch((reason: unknown) => wanted && setError(reason));
    return () => {
      wanted = false;
    };
  }, [file, attempt]);
  const fetchRows = React.useCallback(
    (from: number, to: number) => {
      for (let page = Math.floor(from / PAGE); table && page <= Math.floor(to / PAGE); page++) {
        if (!asked.current.has(page)) {
          asked.current.add(page);
          table
            .rows(page * PAGE, Math.min((page + 1) * PAGE, table.rowCount))
            .then(rows => setPages(known => new Map(known).set(page, rows)))
            .catch((reason: unknown) => setError(reason));
        }
      }
    },
    [table]
  );
  if (error !== null) {
    return <ErrorState error={error} onRetry={retry} />;
  }
  if (!table) {
    return <LoadingState rows={4} />;
  }
  const cell = (row: number, column: number): string | null | undefined => {
    const rows = pages.get(Math.floor(row / PAGE));
    return rows && cellText(rows[row % PAGE]?.[column]);
  };
  return (
    <>
      <p className="atl-Experiments-note">
        {trans
          ._n(
            '%1 row, %2',
            '%1 rows, %2',
            table.rowCount,
            trans._n('%1 column', '%1 columns', table.columns.length)
          )
          .replace(String(table.rowCount), formatInteger(table.rowCount))}
      </p>
      <Grid
        label={file.artifact.path}
        titles={table.columns.map(({ name }) => name)}
        subtitles={table.columns.map(({ type }) => type)}
        rowCount={table.rowCount}
        cell={cell}
        onVisible={fetchRows}
      />
    </>
  );
}
