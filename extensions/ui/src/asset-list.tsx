import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';
import { AssetListHead, AssetListRow } from './asset-list-row.tsx';
import type { AssetColumn } from './asset-list-row.tsx';
import { typeAheadMatch, useListKeyboard } from './list-keyboard.ts';

export interface AssetListProps<T> {
  /** What is listed, for screen readers. */
  label: string;
  items: readonly T[];
  /** How many there are with those not fetched yet. */
  total?: number;
  getKey: (item: T) => string;
  /** The item's name: what typing letters jumps to. */
  getText: (item: T) => string;
  /** A row's whole content; alternatively give `columns`. */
  renderItem?: (item: T) => React.ReactNode;
  columns?: readonly AssetColumn<T>[];
  /** Pixels; every row has the same. */
  rowHeight?: number;
  onOpen?: (item: T) => void;
  onDelete?: (item: T) => void;
  /** Asked for by right click, the menu key, Shift+F10, and by the row's "more" sign. */
  onMenu?: (item: T, place: { x: number; y: number }) => void;
  onDrag?: (item: T, event: React.MouseEvent) => void;
  /** The end of the items comes into sight: fetch more. */
  onEndReached?: () => void;
  /** Keys of the chosen items; giving it lets the user choose several. */
  selected?: ReadonlySet<string>;
  onSelect?: (keys: ReadonlySet<string>) => void;
  handle?: React.Ref<AssetListHandle>;
}

/** Where the keyboard can hand over to the list. */
export interface AssetListHandle {
  focus(): void;
}

/**
 * A list of any length of which only what is in sight is in the document. One stop of the Tab key:
 * arrows, Home, End, Page keys and letters move, Enter opens, Delete deletes, Space chooses.
 */
export function AssetList<T>(props: AssetListProps<T>) {
  const { items, columns, getKey, onEndReached, selected } = props;
  const rowHeight = props.rowHeight ?? (columns ? 32 : 48);
  const headHeight = columns ? 32 : 0;
  const total = Math.max(props.total ?? items.length, items.length);
  const pending = total > items.length;
  const scroller = React.useRef<HTMLDivElement>(null);
  const id = React.useId();
  const [activeKey, setActiveKey] = React.useState<string | null>(null);
  const found = activeKey === null ? -1 : items.findIndex(item => getKey(item) === activeKey);
  const active = found >= 0 ? found : 0;

  const rows = useVirtualizer({
    count: items.length + (pending ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: headHeight
  });
  React.useEffect(() => rows.measure(), [rows, rowHeight]);
  const visible = rows.getVirtualItems();
  const atEnd = pending && (visible.at(-1)?.index ?? 0) >= items.length;
  React.useEffect(() => {
    if (atEnd) {
      onEndReached?.();
    }
  }, [atEnd, items.length, onEndReached]);
  React.useImperativeHandle(props.handle, () => ({ focus: () => scroller.current?.focus() }), []);

  const moveTo = (index: number) => {
    const target = Math.max(0, Math.min(items.length - 1, index));
    if (items[target] !== undefined) {
      setActiveKey(getKey(items[target]));
      rows.scrollToIndex(target);
    }
  };
  const rowId = (index: number) => `${id}-row-${index}`;
  const menuAtRow = (item: T) => {
    const row = document.getElementById(rowId(active)) ?? scroller.current;
    const place = row?.getBoundingClientRect();
    props.onMenu?.(item, { x: (place?.left ?? 0) + 24, y: place?.bottom ?? 0 });
  };
  const onKeyDown = useListKeyboard({
    count: items.length,
    active,
    pageRows: Math.max(
      1,
      Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1
    ),
    moveTo,
    onOpen: index => props.onOpen?.(items[index]),
    onDelete: index => props.onDelete?.(items[index]),
    onMenu: index => menuAtRow(items[index]),
    onToggle: index => toggle(props, getKey(items[index])),
    onSelectAll: () => props.onSelect?.(new Set(items.map(getKey))),
    onText: text => moveTo(typeAheadMatch(items.map(props.getText), text, active))
  });
  const role = columns ? 'grid' : 'listbox';
  return (
    <div
      ref={scroller}
      className="atl-AssetList"
      role={role}
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable={selected ? true : undefined}
      aria-activedescendant={items.length ? rowId(active) : undefined}
      aria-rowcount={columns ? total + 1 : undefined}
      aria-colcount={columns?.length}
      onKeyDown={onKeyDown}
    >
      {columns && <AssetListHead columns={columns} choosable={!!selected} />}
      <div
        role={columns ? 'rowgroup' : 'presentation'}
        className="atl-AssetList-rows"
        style={{ height: rows.getTotalSize() }}
      >
        {visible.map(({ index, start, size }) =>
          items[index] === undefined ? (
            <div
              key="pending"
              className="atl-AssetList-pending"
              aria-hidden="true"
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              <span className="atl-Skeleton" />
            </div>
          ) : (
            <AssetListRow
              key={getKey(items[index])}
              id={rowId(index)}
              item={items[index]}
              list={props}
              index={index}
              total={total}
              top={start}
              height={size}
              active={index === active}
              onActivate={() => setActiveKey(getKey(items[index]))}
              onToggle={() => toggle(props, getKey(items[index]))}
            />
          )
        )}
      </div>
    </div>
  );
}

function toggle<T>({ selected, onSelect }: AssetListProps<T>, key: string): void {
  if (selected && onSelect) {
    const next = new Set(selected);
    if (!next.delete(key)) {
      next.add(key);
    }
    onSelect(next);
  }
}
