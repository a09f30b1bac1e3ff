import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

export interface VirtualRowsProps {
  /** What the list holds; its accessible name. */
  label: string;
  count: number;
  /** Pixels; all rows are as tall. */
  rowHeight: number;
  rowKey: (index: number) => string;
  children: (index: number) => React.ReactNode;
  className?: string;
}

/** A list of any length, of which only what is in sight is in the document. */
export function VirtualRows(props: VirtualRowsProps) {
  const { count, rowHeight, rowKey } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: rowKey,
    overscan: 6
  });
  return (
    <div ref={scroller} className={props.className} style={{ overflow: 'auto' }}>
      <ul
        aria-label={props.label}
        style={{ position: 'relative', height: rows.getTotalSize(), listStyle: 'none' }}
      >
        {rows.getVirtualItems().map(({ index, key, start }) => (
          <li
            key={key}
            aria-posinset={index + 1}
            aria-setsize={count}
            style={{
              position: 'absolute',
              top: 0,
              right: 0,
              left: 0,
              height: rowHeight,
              transform: `translateY(${start}px)`
            }}
          >
            {props.children(index)}
          </li>
        ))}
      </ul>
    </div>
  );
}
