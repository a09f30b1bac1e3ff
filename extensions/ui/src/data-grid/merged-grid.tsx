import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';
import { classes } from '../classes.ts';
import { icons } from '../icons.ts';
import { useGridKeyboard } from './grid-keyboard.ts';

export interface MergedColumn {
  readonly key: string;
  readonly title: string;
  /** A colour of CSS, shown as a dot. */
  readonly colour?: string;
  /** The column that the others are compared with. */
  readonly marked?: boolean;
  /** Says what `marked` means. */
  readonly hint?: string;
}

export type MergedGridRow =
  | {
      readonly kind: 'section';
      readonly key: string;
      readonly title: string;
      readonly note: string;
      readonly open: boolean;
    }
  | {
      readonly kind: 'row';
      readonly key: string;
      readonly title: string;
      readonly differs: boolean;
      /** Behind the title, e.g. which way is better. */
      readonly mark?: { readonly text: string; readonly label: string };
    };

export interface MergedCell {
  readonly text: string;
  /** All of the value, when `text` is not. */
  readonly title?: string;
  /** Small, behind the value, e.g. the difference to the base line. */
  readonly note?: string;
  readonly tone?: 'best' | 'differs' | 'missing';
}

export interface MergedGridProps {
  label: string;
  /** Names the first column. */
  corner: string;
  columns: readonly MergedColumn[];
  rows: readonly MergedGridRow[];
  /** Of a `row`, not of a section. */
  cell: (row: number, column: number) => MergedCell;
  /** What `best` is called for those who do not see it. */
  bestLabel: string;
  onSection: (key: string) => void;
  onMark?: (row: string) => void;
  onColumn?: (column: string) => void;
}

const ROW = 28;
const HEAD = 34;
const FIRST = 220;
const WIDTH = 148;

/** Things side by side: a column a thing, a row a property, in sections that fold. */
export function MergedGrid(props: MergedGridProps) {
  const { columns, rows } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const id = React.useId();
  const [active, setActive] = React.useState<readonly [number, number]>([0, 0]);
  const vertical = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: index => rows[index]?.key ?? index,
    overscan: 10,
    scrollPaddingStart: HEAD
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => WIDTH,
    overscan: 3,
    scrollPaddingStart: FIRST
  });
  const shownColumns = horizontal.getVirtualItems();
  const width = FIRST + horizontal.getTotalSize();
  const act = (row: number, column: number) => {
    const one = rows[row];
    if (one?.kind === 'section') {
      props.onSection(one.key);
    } else if (one && column === 0) {
      props.onMark?.(one.key);
    }
  };
  const textAt = (row: number, column: number) => {
    const one = rows[row];
    return column === 0 || one.kind === 'section'
      ? one.title
      : (props.cell(row, column - 1).title ?? props.cell(row, column - 1).text);
  };
  const onKeyDown = useGridKeyboard({
    rows: rows.length,
    columns: columns.length + 1,
    active,
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / ROW) - 2),
    moveTo: (row, column) => {
      setActive([row, column]);
      vertical.scrollToIndex(row);
      horizontal.scrollToIndex(Math.max(0, column - 1));
    },
    copy: () => void navigator.clipboard.writeText(textAt(...active))
  });
  const cellId = (row: number, column: number) => `${id}-${row}-${column}`;
  const isActive = (row: number, column: number) => active[0] === row && active[1] === column;
  return (
    <div
      ref={scroller}
      className="atl-MergedGrid"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={rows.length > 0 ? cellId(...active) : undefined}
      onKeyDown={event => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          act(...active);
        } else {
          onKeyDown(event);
        }
      }}
    >
      <div
        className="atl-MergedGrid-head"
        role="row"
        aria-rowindex={1}
        style={{ width, height: HEAD }}
      >
        <div role="columnheader" className="atl-MergedGrid-first" style={{ width: FIRST }}>
          {props.corner}
        </div>
        {shownColumns.map(({ index, start }) => {
          const { key, title, colour, marked, hint } = columns[index];
          return (
            <div
              key={key}
              role="columnheader"
              aria-colindex={index + 2}
              className={classes('atl-MergedGrid-column', marked && 'atl-mod-marked')}
              style={{ left: FIRST + start, width: WIDTH }}
              title={marked && hint ? `${title} – ${hint}` : title}
              onDoubleClick={() => props.onColumn?.(key)}
            >
              {colour && <i style={{ background: colour }} aria-hidden="true" />}
              <span>{title}</span>
              {marked && <span className="atl-visuallyHidden">{hint}</span>}
            </div>
          );
        })}
      </div>
      <div
        role="rowgroup"
        className="atl-MergedGrid-rows"
        style={{ width, height: vertical.getTotalSize() }}
      >
        {vertical.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              className={classes(
                'atl-MergedGrid-row',
                row.kind === 'section' && 'atl-mod-section',
                row.kind === 'row' && row.differs && 'atl-mod-differs'
              )}
              style={{ height: ROW, transform: `translateY(${start}px)` }}
            >
              <div
                id={cellId(index, 0)}
                role={row.kind === 'section' ? 'gridcell' : 'rowheader'}
                aria-expanded={row.kind === 'section' ? row.open : undefined}
                className={classes('atl-MergedGrid-first', isActive(index, 0) && 'atl-mod-active')}
                style={{ width: FIRST }}
                title={row.title}
                onClick={() => {
                  setActive([index, 0]);
                  if (row.kind === 'section') {
                    props.onSection(row.key);
                  }
                }}
              >
                <RowTitle row={row} onMark={() => props.onMark?.(row.key)} />
              </div>
              {row.kind === 'row' &&
                shownColumns.map(column => (
                  <Cell
                    key={column.key}
                    id={cellId(index, column.index + 1)}
                    column={column.index + 2}
                    cell={props.cell(index, column.index)}
                    best={props.bestLabel}
                    active={isActive(index, column.index + 1)}
                    left={FIRST + column.start}
                    onPoint={() => setActive([index, column.index + 1])}
                  />
                ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function RowTitle({ row, onMark }: { row: MergedGridRow; onMark: () => void }) {
  if (row.kind === 'section') {
    return (
      <>
        {row.open ? (
          <icons.chevronDown.react tag="span" />
        ) : (
          <icons.chevronRight.react tag="span" />
        )}
        <b>{row.title}</b>
        <small>{row.note}</small>
      </>
    );
  }
  return (
    <>
      <span>{row.title}</span>
      {row.mark && (
        <span
          className="atl-MergedGrid-mark"
          title={row.mark.label}
          onClick={event => {
            event.stopPropagation();
            onMark();
          }}
        >
          <span aria-hidden="true">{row.mark.text}</span>
          <span className="atl-visuallyHidden">{row.mark.label}</span>
        </span>
      )}
    </>
  );
}

function Cell(props: {
  id: string;
  column: number;
  cell: MergedCell;
  best: string;
  active: boolean;
  left: number;
  onPoint: () => void;
}) {
  const { text, title, note, tone } = props.cell;
  return (
    <div
      id={props.id}
      role="gridcell"
      aria-colindex={props.column}
      className={classes(
        'atl-MergedGrid-cell',
        tone && `atl-mod-${tone}`,
        props.active && 'atl-mod-active'
      )}
      style={{ left: props.left, width: WIDTH }}
      title={title ?? text}
      onMouseDown={props.onPoint}
    >
      <span>{text}</span>
      {note && <small>{note}</small>}
      {tone === 'best' && (
        <>
          <icons.check.react tag="span" className="atl-MergedGrid-best" />
          <span className="atl-visuallyHidden">{props.best}</span>
        </>
      )}
    </div>
  );
}
