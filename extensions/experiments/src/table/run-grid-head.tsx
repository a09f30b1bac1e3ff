import { classes, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { moved, NAME, NARROWEST, TICK_WIDTH, WIDEST } from './column-layout.ts';
import type { PlacedColumn } from './column-layout.ts';
import type { RunTableModel } from './run-table-model.ts';

const DRAGGED = 'application/vnd.atelier.run-column';
/** Pixels a key press changes a width by. */
const WIDTH_STEP = 16;

interface RunGridHeadProps {
  model: RunTableModel;
  columns: readonly PlacedColumn[];
  width: number;
  height: number;
}

/** Titles: a click orders, with Shift beside what orders already; dragged they move; their edge resizes. */
export function RunGridHead({ model, columns, width, height }: RunGridHeadProps) {
  const trans = useTrans();
  const { selection } = model;
  return (
    <div role="row" aria-rowindex={1} className="atl-RunTable-head" style={{ height, width }}>
      <div
        role="columnheader"
        aria-colindex={1}
        className="atl-RunTable-cell atl-mod-pinned"
        style={{ left: 0, width: TICK_WIDTH }}
      >
        <input
          type="checkbox"
          checked={selection.all}
          aria-label={trans.__('Choose all that match')}
          onChange={event => (event.target.checked ? selection.chooseAll() : selection.clear())}
        />
      </div>
      {columns.map((column, index) => (
        <ColumnHead key={column.ref} model={model} column={column} index={index} />
      ))}
    </div>
  );
}

function ColumnHead(props: { model: RunTableModel; column: PlacedColumn; index: number }) {
  const { model, column, index } = props;
  const trans = useTrans();
  const [over, setOver] = React.useState(false);
  const { order } = model.settings;
  const place = order.findIndex(key => key.column === column.ref);
  const descending = place >= 0 && order[place]!.descending;
  const fixed = column.ref === NAME;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={place < 0 ? 'none' : descending ? 'descending' : 'ascending'}
      className={classes(
        'atl-RunTable-cell',
        column.pinned && 'atl-mod-pinned',
        column.end && 'atl-mod-end',
        over && 'atl-mod-over'
      )}
      style={{ width: column.width, left: column.pinned ? column.left : undefined }}
      draggable={!fixed}
      onDragStart={event => event.dataTransfer.setData(DRAGGED, column.ref)}
      onDragOver={event => {
        if (!fixed && event.dataTransfer.types.includes(DRAGGED)) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        setOver(false);
        const dragged = event.dataTransfer.getData(DRAGGED);
        if (dragged) {
          model.set({ columns: moved(model.columns, dragged, column.ref) });
        }
      }}
    >
      <button
        type="button"
        title={trans.__('Order by %1; with Shift beside the order there is', column.title)}
        onClick={event => model.sort(column.ref, event.shiftKey)}
      >
        <span>{column.title}</span>
        {place >= 0 && (
          <i aria-hidden="true" className="atl-RunTable-arrow">
            {descending ? '↓' : '↑'}
          </i>
        )}
        {place >= 0 && order.length > 1 && <sup>{place + 1}</sup>}
      </button>
      <ResizeHandle model={model} column={column} />
    </div>
  );
}

function ResizeHandle({ model, column }: { model: RunTableModel; column: PlacedColumn }) {
  const trans = useTrans();
  const begun = React.useRef<{ x: number; width: number } | null>(null);
  const resize = (width: number) => {
    const within = Math.max(NARROWEST, Math.min(WIDEST, Math.round(width)));
    model.set({ widths: { ...model.settings.widths, [column.ref]: within } });
  };
  return (
    <span
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={trans.__('Width of %1', column.title)}
      aria-valuenow={column.width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      className="atl-RunTable-edge"
      onKeyDown={event => {
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
          event.preventDefault();
          event.stopPropagation();
          resize(column.width + (event.key === 'ArrowRight' ? WIDTH_STEP : -WIDTH_STEP));
        }
      }}
      onPointerDown={event => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        begun.current = { x: event.clientX, width: column.width };
      }}
      onPointerMove={event => {
        if (begun.current) {
          resize(begun.current.width + event.clientX - begun.current.x);
        }
      }}
      onPointerUp={() => {
        begun.current = null;
      }}
      onDoubleClick={() => {
        const { [column.ref]: _, ...widths } = model.settings.widths;
        model.set({ widths });
      }}
    />
  );
}
