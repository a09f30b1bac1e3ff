import {
  AssetList,
  EmptyState,
  ErrorState,
  icons,
  LoadingState,
  SearchField,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import type { AssetListHandle, AssetListProps, EmptyStateProps } from '@atelier-ml/ui';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';
import type { ListModel } from '../models/list-model.ts';
import { startCellDrag } from './cell-drag.ts';
import { openCommandMenu } from './command-menu.ts';
import type { MenuEntry } from './command-menu.ts';

export interface AssetListViewProps<T> extends Pick<
  AssetListProps<T>,
  | 'label'
  | 'getKey'
  | 'getText'
  | 'renderItem'
  | 'columns'
  | 'rowHeight'
  | 'onOpen'
  | 'onDelete'
  | 'selected'
  | 'onSelect'
> {
  model: ListModel<T>;
  /** E.g. "Search datasets". */
  searchLabel: string;
  /** Shown when there is nothing at all. */
  empty: EmptyStateProps;
  commands: CommandRegistry;
  menu?: (item: T) => readonly MenuEntry[];
  /** The code that an item becomes when it is dragged into a notebook. */
  drag?: (item: T) => string;
  /** Further controls beside the search field. */
  controls?: React.ReactNode;
}

/** A list of assets as panels and pages show it: search, states, rows, menu. */
export function AssetListView<T>(props: AssetListViewProps<T>) {
  const { model, menu, drag, commands } = props;
  const trans = useTrans();
  const list = React.useRef<AssetListHandle>(null);
  useModel(model);
  React.useEffect(() => model.start(), [model]);
  const nothing = model.items.length === 0;
  const empty = nothing && model.state === 'ready' && !model.search;
  return (
    <div className="atl-AssetListView">
      {!empty && (
        <div className="atl-AssetListView-controls">
          <SearchField
            label={props.searchLabel}
            value={model.search}
            onChange={text => model.setSearch(text)}
            onArrowDown={() => list.current?.focus()}
          />
          {props.controls}
        </div>
      )}
      {nothing ? (
        <Nothing {...props} />
      ) : (
        <>
          <AssetList<T>
            handle={list}
            label={props.label}
            items={model.items}
            total={model.hasMore ? model.total : model.items.length}
            getKey={props.getKey}
            getText={props.getText}
            renderItem={props.renderItem}
            columns={props.columns}
            rowHeight={props.rowHeight}
            onOpen={props.onOpen}
            onDelete={props.onDelete}
            selected={props.selected}
            onSelect={props.onSelect}
            onMenu={menu && ((item, place) => openCommandMenu(commands, menu(item), place))}
            onDrag={
              drag && ((item, event) => startCellDrag(drag(item), props.getText(item), event))
            }
            onEndReached={model.loadMore}
          />
          {model.state === 'error' && (
            <ErrorState error={model.error} onRetry={() => void model.reload()} />
          )}
          <div className="atl-AssetListView-count" role="status">
            {trans._n('%2 item', '%2 items', model.total, model.total.toLocaleString())}
          </div>
        </>
      )}
    </div>
  );
}

function Nothing<T>({ model, empty }: AssetListViewProps<T>) {
  const trans = useTrans();
  if (model.state === 'error') {
    return <ErrorState error={model.error} onRetry={() => void model.reload()} />;
  }
  if (model.state === 'loading') {
    return <LoadingState rows={5} />;
  }
  return model.search ? (
    <EmptyState icon={icons.search} text={trans.__('Nothing matches “%1”.', model.search)} />
  ) : (
    <EmptyState {...empty} />
  );
}
