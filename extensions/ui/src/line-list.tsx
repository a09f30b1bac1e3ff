import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';
import { classes } from './classes.ts';

export interface LineListProps {
  /** What is listed; its accessible name. */
  label: string;
  role?: 'log' | 'list';
  count: number;
  /** Stays the same for the line that stands first, whatever comes in above it. */
  firstKey: string | number | null;
  line: (index: number) => React.ReactNode;
  lineClass?: (index: number) => string | undefined;
  wrap?: boolean;
  /** The end stays in sight while lines are added. */
  follow?: boolean;
  /** The reader has left the end, or has come back to it. */
  onFollow?: (follow: boolean) => void;
  onNearStart?: () => void;
  onNearEnd?: () => void;
}

const ROW = 20;
/** Pixels from an end at which more is asked for. */
const NEAR = 400;

/** Lines of text of any number: only those in sight are in the document. */
export function LineList(props: LineListProps) {
  const { count, firstKey, wrap, follow } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20
  });
  const before = React.useRef({ firstKey, count });
  React.useLayoutEffect(() => {
    const grown = count - before.current.count;
    const above = before.current.firstKey !== firstKey && before.current.firstKey !== null;
    before.current = { firstKey, count };
    if (above && grown > 0 && !follow && scroller.current) {
      // what was read stays where it was
      scroller.current.scrollTop += grown * ROW;
    }
  }, [firstKey, count, follow]);
  React.useEffect(() => {
    if (follow && count > 0) {
      rows.scrollToIndex(count - 1, { align: 'end' });
    }
  }, [follow, count, rows, wrap]);
  const onScroll = () => {
    const { scrollTop, clientHeight, scrollHeight } = scroller.current!;
    const below = scrollHeight - clientHeight - scrollTop;
    if (scrollTop < NEAR) {
      props.onNearStart?.();
    }
    if (below < NEAR) {
      props.onNearEnd?.();
    }
    if (follow && below > ROW * 3) {
      props.onFollow?.(false);
    } else if (!follow && below < 2) {
      props.onFollow?.(true);
    }
  };
  return (
    <div
      ref={scroller}
      className={classes('atl-LineList', wrap && 'atl-mod-wrap')}
      role={props.role}
      aria-live={props.role === 'log' ? 'off' : undefined}
      aria-label={props.label}
      tabIndex={0}
      onScroll={onScroll}
    >
      <div style={{ height: rows.getTotalSize() }} role="presentation">
        {rows.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            data-index={index}
            role={props.role === 'list' ? 'listitem' : undefined}
            ref={wrap ? rows.measureElement : undefined}
            className={classes('atl-LineList-line', props.lineClass?.(index))}
            style={{ transform: `translateY(${start}px)` }}
          >
            {props.line(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
