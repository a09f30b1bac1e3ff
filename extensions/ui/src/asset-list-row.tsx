import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { AssetListProps } from './asset-list.tsx';
import { classes } from './classes.ts';
import { icons } from './icons.ts';

export interface AssetColumn<T> {
  readonly id: string;
  readonly title: string;
  /** A grid track, e.g. `80px` or `minmax(120px, 2fr)`. */
  readonly width: string;
  readonly align?: 'start' | 'end';
  render(item: T): React.ReactNode;
  /** A click on the title sorts. */
  readonly sort?: { direction: 'ascending' | 'descending' | null; onSort: () => void };
}

const tracks = <T,>(columns: readonly AssetColumn<T>[], choosable: boolean) => ({
  gridTemplateColumns: `${choosable ? '20px ' : ''}${columns.map(column => column.width).join(' ')}`
});

/** The titles of the columns. */
export function AssetListHead<T>(props: {
  columns: readonly AssetColumn<T>[];
  choosable: boolean;
}) {
  return (
    <div
      className="atl-AssetList-head"
      role="row"
      aria-rowindex={1}
      style={tracks(props.columns, props.choosable)}
    >
      {props.choosable && <span role="presentation" />}
      {props.columns.map(({ id, title, align, sort }) => (
        <div
          key={id}
          role="columnheader"
          aria-sort={sort?.direction ?? undefined}
          className={classes(align === 'end' && 'atl-mod-end')}
        >
          {sort ? (
            <button type="button" onClick={sort.onSort}>
              {title}
              <span aria-hidden="true">
                {sort.direction === 'ascending' ? ' ↑' : sort.direction ? ' ↓' : ''}
              </span>
            </button>
          ) : (
            title
          )}
        </div>
      ))}
    </div>
  );
}

interface RowProps<T> {
  id: string;
  item: T;
  list: AssetListProps<T>;
  index: number;
  total: number;
  top: number;
  height: number;
  active: boolean;
  onActivate: () => void;
  onToggle: () => void;
}

/** One row; what is in it is plain content, all that can be done with it is done by the list. */
export function AssetListRow<T>(props: RowProps<T>) {
  const { item, list, index, active } = props;
  const { columns, selected } = list;
  const chosen = selected?.has(list.getKey(item));
  const openMenu = (event: React.MouseEvent) => {
    if (list.onMenu) {
      event.preventDefault();
      event.stopPropagation();
      props.onActivate();
      list.onMenu(item, { x: event.clientX, y: event.clientY });
    }
  };
  return (
    <div
      id={props.id}
      role={columns ? 'row' : 'option'}
      className={classes(
        'atl-AssetList-row',
        active && 'atl-mod-active',
        chosen && 'atl-mod-selected'
      )}
      aria-selected={selected ? !!chosen : active}
      aria-rowindex={columns ? index + 2 : undefined}
      aria-posinset={columns ? undefined : index + 1}
      aria-setsize={columns ? undefined : props.total}
      style={{
        height: props.height,
        transform: `translateY(${props.top}px)`,
        ...(columns && tracks(columns, !!selected))
      }}
      onClick={event => {
        props.onActivate();
        if (selected && (event.ctrlKey || event.metaKey || event.shiftKey)) {
          props.onToggle();
        } else if (event.detail === 1) {
          list.onOpen?.(item);
        }
      }}
      onContextMenu={openMenu}
      onMouseDown={event => list.onDrag?.(item, event)}
    >
      {selected && (
        <span
          className={classes('atl-AssetList-tick', chosen && 'atl-mod-on')}
          role="presentation"
          onClick={event => {
            event.stopPropagation();
            props.onActivate();
            props.onToggle();
          }}
        >
          {chosen && <icons.check.react tag="span" />}
        </span>
      )}
      {columns
        ? columns.map(({ id, align, render }) => (
            <div key={id} role="gridcell" className={classes(align === 'end' && 'atl-mod-end')}>
              {render(item)}
            </div>
          ))
        : list.renderItem?.(item)}
      {list.onMenu && (
        <span className="atl-AssetList-more" aria-hidden="true" onClick={openMenu}>
          <icons.more.react tag="span" />
        </span>
      )}
    </div>
  );
}

export interface AssetRowProps {
  icon?: LabIcon;
  title: string;
  subtitle?: React.ReactNode;
  badge?: React.ReactNode;
  /** Small and quiet, at the right, e.g. when. */
  meta?: React.ReactNode;
}

/** The usual content of a row: name and state above, small facts below. */
export function AssetRow({ icon, title, subtitle, badge, meta }: AssetRowProps) {
  return (
    <div className="atl-AssetRow">
      {icon && (
        <span className="atl-AssetRow-icon">
          <icon.react tag="span" />
        </span>
      )}
      <span className="atl-AssetRow-title" title={title}>
        {title}
      </span>
      {badge && <span className="atl-AssetRow-badge">{badge}</span>}
      <span className="atl-AssetRow-subtitle">{subtitle}</span>
      {meta && <span className="atl-AssetRow-meta">{meta}</span>}
    </div>
  );
}
