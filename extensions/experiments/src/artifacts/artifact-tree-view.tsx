import { classes, formatBytes, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { isFolder } from './artifact-tree.ts';
import type { TreeRow } from './artifact-tree.ts';

export interface ArtifactTreeViewProps {
  rows: readonly TreeRow[];
  /** Path of the file or folder that is looked at. */
  selected: string | null;
  onSelect(path: string): void;
  onToggle(path: string, open: boolean): void;
  onPress(row: TreeRow, event: React.MouseEvent): void;
}

const ROW = 26;
const BEYOND = 8;

/** Files in their folders; of ten thousand rows only those in sight are in the document. */
export function ArtifactTreeView(props: ArtifactTreeViewProps) {
  const { onSelect, onToggle, rows, selected } = props;
  const trans = useTrans();
  const id = React.useId();
  const scroller = React.useRef<HTMLDivElement>(null);
  const { first, last, onScroll } = useSight(scroller, rows.length);
  const index = rows.findIndex(({ node }) => node.path === selected);
  const reveal = (row: number) => {
    const box = scroller.current;
    if (box && box.clientHeight > 0) {
      const top = row * ROW;
      box.scrollTop = Math.min(top, Math.max(box.scrollTop, top + ROW - box.clientHeight));
    }
  };
  const moveTo = (row: number) => {
    const target = Math.max(0, Math.min(rows.length - 1, row));
    onSelect(rows[target].node.path);
    reveal(target);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const row = rows[index];
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 260) / ROW) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: rows.length - 1
    };
    if (event.key in steps) {
      moveTo(steps[event.key]);
    } else if (row && event.key === 'ArrowRight' && isFolder(row.node)) {
      if (row.open) {
        moveTo(index + 1);
      } else {
        onToggle(row.node.path, true);
      }
    } else if (row && event.key === 'ArrowLeft') {
      if (row.open) {
        onToggle(row.node.path, false);
      } else {
        const parent = rows.slice(0, index).findLastIndex(({ level }) => level < row.level);
        if (parent >= 0) {
          moveTo(parent);
        }
      }
    } else if (row && (event.key === 'Enter' || event.key === ' ') && isFolder(row.node)) {
      onToggle(row.node.path, !row.open);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const chosen = index >= first && index < last ? `${id}-${index}` : undefined;
  return (
    <div
      ref={scroller}
      className="atl-Artifacts-tree"
      role="tree"
      tabIndex={0}
      aria-label={trans.__('Artifacts')}
      aria-activedescendant={chosen}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: rows.length * ROW }}>
        {rows.slice(first, last).map((row, offset) => (
          <Row
            key={row.node.path}
            id={`${id}-${first + offset}`}
            row={row}
            top={(first + offset) * ROW}
            selected={row.node.path === selected}
            onPress={event => props.onPress(row, event)}
            onClick={() => {
              onSelect(row.node.path);
              if (isFolder(row.node)) {
                onToggle(row.node.path, !row.open);
              }
            }}
          />
        ))}
      </div>
    </div>
  );
}

function Row(props: {
  id: string;
  row: TreeRow;
  top: number;
  selected: boolean;
  onClick: () => void;
  onPress: (event: React.MouseEvent) => void;
}) {
  const { level, node, open, position, siblings } = props.row;
  const folder = isFolder(node);
  const Icon = folder ? icons.chevronRight : icons.file;
  return (
    <div
      id={props.id}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={folder ? open : undefined}
      aria-selected={props.selected}
      className={classes('atl-Artifacts-row', props.selected && 'atl-mod-selected')}
      style={{ top: props.top, height: ROW, paddingLeft: 6 + (level - 1) * 14 }}
      title={node.path}
      onClick={props.onClick}
      onMouseDown={props.onPress}
    >
      <span className={classes('atl-Artifacts-icon', open && 'atl-mod-open')}>
        <Icon.react tag="span" />
      </span>
      <span className="atl-Artifacts-name">{node.name}</span>
      {!folder && node.artifact.step !== null && (
        <span className="atl-Artifacts-step">{node.artifact.step}</span>
      )}
      <span className="atl-Artifacts-size">
        {formatBytes(folder ? node.size : node.artifact.size)}
      </span>
    </div>
  );
}

/** Which rows are in sight, and some beyond. */
function useSight(scroller: React.RefObject<HTMLDivElement>, count: number) {
  const [top, setTop] = React.useState(0);
  const [height, setHeight] = React.useState(480);
  React.useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) {
      return;
    }
    const observer = new ResizeObserver(() => setHeight(box.clientHeight || 480));
    observer.observe(box);
    return () => observer.disconnect();
  }, [scroller]);
  const first = Math.max(0, Math.min(Math.floor(top / ROW), count) - BEYOND);
  const last = Math.min(count, Math.ceil((top + height) / ROW) + BEYOND);
  return {
    first,
    last,
    onScroll: (event: React.UIEvent<HTMLDivElement>) => setTop(event.currentTarget.scrollTop)
  };
}
