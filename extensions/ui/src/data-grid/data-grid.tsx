import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';
import { classes } from '../classes.ts';
import { useTrans } from '../translation.tsx';
import { useGridKeyboard } from './grid-keyboard.ts';

export interface DataGridColumn {
  readonly title: string;
  /** Small, below the title, e.g. the type. */
  readonly subtitle?: string;
  readonly align?: 'start' | 'end';
  /** Pixels. */
  readonly width?: number;
}

export interface DataGridProps {
  label: string;
  columns: readonly DataGridColumn[];
  rowCount: number;
  /** What stands in a cell; null is a missing value, undefined is not there yet. */
  cell: (row: number, column: number) => string | null | undefined;
  /** Rows from … to (inclusive) came into sight: fetch those that are not there. */
  onVisible?: (from: number, to: number) => void;
  /** Shown at the left of each row; the row's number from 1 if left out. */
  rowLabel?: (row: number) => string;
}

const ROW = 28;
const WIDTH = 136;

/** A table to read, of any number of rows and columns: only what is in sight is in the document. */
export function DataGrid(props: DataGridProps) {
  const { columns, rowCount, onVisible } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const id = React.useId();
  const [active, setActive] = React.useState<[number, number]>([0, 0]);
  const header = columns.some(column => column.subtitle) ? 44 : 32;
  const gutter = 24 + 8 * String(rowCount).length;
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollPaddingStart: header
  });
  const cols = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => columns[index]?.width ?? WIDTH,
    overscan: 2,
    scrollPaddingStart: gutter
  });
  const shownRows = rows.getVirtualItems();
  const shownColumns = cols.getVirtualItems();
  const from = shownRows[0]?.index;
  const to = shownRows.at(-1)?.index;
  React.useEffect(() => {
    if (from !== undefined && to !== undefined) {
      onVisible?.(from, to);
    }
  }, [from, to, onVisible]);
  const cellId = (row: number, column: number) => `${id}-${row}-${column}`;
  const onKeyDown = useGridKeyboard({
    rows: rowCount,
    columns: columns.length,
    active,
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / ROW) - 2),
    moveTo: (row, column) => {
      setActive([row, column]);
      rows.scrollToIndex(row);
      cols.scrollToIndex(column);
    },
    copy: () => void navigator.clipboard.writeText(props.cell(...active) ?? '')
  });
  const place = (start: number, size: number) => ({ left: start + gutter, width: size });
  return (
    <div
      ref={scroller}
      className="atl-DataGrid"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-activedescendant={rowCount > 0 && columns.length > 0 ? cellId(...active) : undefined}
      onKeyDown={onKeyDown}
    >
      <div
        className="atl-DataGrid-head"
        role="row"
        aria-rowindex={1}
        style={{ height: header, width: cols.getTotalSize() + gutter }}
      >
        <span className="atl-DataGrid-corner" role="presentation" style={{ width: gutter }} />
        {shownColumns.map(({ index, start, size }) => (
          <div
            key={index}
            role="columnheader"
            aria-colindex={index + 1}
            className={classes(columns[index].align === 'end' && 'atl-mod-end')}
            style={place(start, size)}
            title={columns[index].title}
          >
            <span>{columns[index].title}</span>
            {columns[index].subtitle && <small>{columns[index].subtitle}</small>}
          </div>
        ))}
      </div>
      <div
        role="rowgroup"
        className="atl-DataGrid-rows"
        style={{ height: rows.getTotalSize(), width: cols.getTotalSize() + gutter }}
      >
        {shownRows.map(row => (
          <div
            key={row.index}
            role="row"
            aria-rowindex={row.index + 2}
            className="atl-DataGrid-row"
            style={{ height: ROW, transform: `translateY(${row.start}px)` }}
          >
            <span className="atl-DataGrid-gutter" role="presentation" style={{ width: gutter }}>
              {props.rowLabel?.(row.index) ?? row.index + 1}
            </span>
            {shownColumns.map(({ index, start, size }) => (
              <Cell
                key={index}
                id={cellId(row.index, index)}
                value={props.cell(row.index, index)}
                column={index}
                end={columns[index].align === 'end'}
                active={active[0] === row.index && active[1] === index}
                style={place(start, size)}
                onPoint={() => setActive([row.index, index])}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function Cell(props: {
  id: string;
  value: string | null | undefined;
  column: number;
  end: boolean;
  active: boolean;
  style: React.CSSProperties;
  onPoint: () => void;
}) {
  const { value } = props;
  const trans = useTrans();
  return (
    <div
      id={props.id}
      role="gridcell"
      aria-colindex={props.column + 1}
      className={classes(
        'atl-DataGrid-cell',
        props.end && 'atl-mod-end',
        props.active && 'atl-mod-active',
        value === null && 'atl-mod-missing'
      )}
      style={props.style}
      title={value ?? undefined}
      onMouseDown={props.onPoint}
    >
      {value === undefined ? <span className="atl-Skeleton" /> : (value ?? trans.__('null'))}
    </div>
  );
}
