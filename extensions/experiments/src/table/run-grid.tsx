import type { Run } from '@atelier-ml/api';
import { classes, useTrans, useVirtualizer } from '@atelier-ml/ui';
import * as React from 'react';
import { NAME, placeColumns, TICK_WIDTH } from './column-layout.ts';
import type { PlacedColumn } from './column-layout.ts';
import { fieldOf, plainValue } from './column-ref.ts';
import { useRunKeyboard } from './run-keyboard.ts';
import { RunCell } from './run-cell.tsx';
import { RunGridHead } from './run-grid-head.tsx';
import type { RunTableModel } from './run-table-model.ts';

export interface RunGridProps {
  model: RunTableModel;
  label: string;
  onOpen: (run: Run) => void;
  onDelete: () => void;
  onMenu: (run: Run, event: React.MouseEvent) => void;
}

const ROW = 32;
const HEAD = 34;

/** Runs in rows, of which only those in sight are in the document; one focus, moved by keys. */
export function RunGrid({ model, label, onOpen, onDelete, onMenu }: RunGridProps) {
  const trans = useTrans();
  const scroller = React.useRef<HTMLDivElement>(null);
  const id = React.useId();
  const [active, setActive] = React.useState(0);
  const { settings } = model;
  const count = model.total ?? 0;
  const columns = placeColumns(model.columns, settings, trans);
  const last = columns.at(-1)!;
  const width = last.left + last.width;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollPaddingStart: HEAD
  });
  const shown = rows.getVirtualItems();
  const from = shown[0]?.index ?? 0;
  const to = shown.at(-1)?.index ?? 0;
  React.useEffect(() => model.want(from, to), [model, from, to]);
  React.useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setActive(0);
  }, [settings.filter, settings.search, settings.deleted, settings.order]);
  const onKeyDown = useRunKeyboard({
    model,
    active,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW) - 2),
    moveTo: row => {
      setActive(row);
      rows.scrollToIndex(row);
    },
    scrollBy: columnsBy => scroller.current?.scrollBy({ left: columnsBy * 112 }),
    onOpen,
    onDelete
  });
  const rowId = (index: number) => `${id}-${index}`;
  return (
    <div
      ref={scroller}
      className="atl-RunTable-grid"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-multiselectable="true"
      aria-rowcount={count + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={count > 0 ? rowId(active) : undefined}
      onKeyDown={onKeyDown}
    >
      <RunGridHead model={model} columns={columns} width={width} height={HEAD} />
      <div
        role="rowgroup"
        className="atl-RunTable-rows"
        style={{ height: rows.getTotalSize(), width }}
      >
        {shown.map(({ index, start }) => (
          <RunRow
            key={index}
            id={rowId(index)}
            index={index}
            run={model.row(index)}
            columns={columns}
            active={index === active}
            chosen={model.selection.has(model.row(index)?.id ?? '')}
            start={start}
            onPress={event => {
              setActive(index);
              pressRow(model, index, active, event);
            }}
            onTick={chosen => {
              const run = model.row(index);
              setActive(index);
              if (run) {
                model.selection.mark([run.id], chosen);
              }
            }}
            onOpen={onOpen}
            onMenu={onMenu}
          />
        ))}
      </div>
    </div>
  );
}

/** Shift chooses up to the row, Ctrl this one too. */
function pressRow(model: RunTableModel, index: number, active: number, event: React.MouseEvent) {
  const run = model.row(index);
  if (!run) {
    return;
  }
  if (event.shiftKey) {
    event.preventDefault();
    model.chooseBetween(index, active);
  } else if (event.ctrlKey || event.metaKey) {
    model.selection.mark([run.id], !model.selection.has(run.id));
  }
}

interface RunRowProps {
  id: string;
  index: number;
  run: Run | undefined;
  columns: readonly PlacedColumn[];
  active: boolean;
  chosen: boolean;
  start: number;
  onPress: (event: React.MouseEvent) => void;
  onTick: (chosen: boolean) => void;
  onOpen: (run: Run) => void;
  onMenu: (run: Run, event: React.MouseEvent) => void;
}

function RunRow(props: RunRowProps) {
  const { run, columns, active, chosen } = props;
  const trans = useTrans();
  return (
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={chosen}
      aria-busy={run === undefined}
      className={classes(
        'atl-RunTable-row',
        active && 'atl-mod-active',
        chosen && 'atl-mod-chosen'
      )}
      style={{ height: ROW, transform: `translateY(${props.start}px)` }}
      onMouseDown={props.onPress}
      onDoubleClick={() => run && props.onOpen(run)}
      onContextMenu={event => run && props.onMenu(run, event)}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className="atl-RunTable-cell atl-mod-pinned"
        style={{ left: 0, width: TICK_WIDTH }}
      >
        <input
          type="checkbox"
          tabIndex={-1}
          disabled={!run}
          checked={chosen}
          aria-label={trans.__('Choose %1', run?.name ?? '')}
          onChange={event => props.onTick(event.target.checked)}
        />
      </div>
      {columns.map((column, index) => (
        <div
          key={column.ref}
          role={column.ref === NAME ? 'rowheader' : 'gridcell'}
          aria-colindex={index + 2}
          className={classes(
            'atl-RunTable-cell',
            column.pinned && 'atl-mod-pinned',
            column.end && 'atl-mod-end'
          )}
          style={{ width: column.width, left: column.pinned ? column.left : undefined }}
          title={run && fieldOf(column.ref).kind !== 'attribute' ? textOf(run, column) : undefined}
        >
          {run === undefined ? (
            <span className="atl-Skeleton" />
          ) : column.ref === NAME ? (
            <button type="button" tabIndex={-1} title={run.name} onClick={() => props.onOpen(run)}>
              {run.name}
            </button>
          ) : (
            <RunCell run={run} column={column.ref} />
          )}
        </div>
      ))}
    </div>
  );
}

const textOf = (run: Run, { ref }: PlacedColumn): string => String(plainValue(run, ref) ?? '');
