import type { Run } from '@atelier-ml/api';
import { openCommandMenu } from '@atelier-ml/shell';
import {
  Button,
  EmptyState,
  ErrorState,
  icons,
  LoadingState,
  SearchField,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../charts/index.ts';
import { CommandIDs } from '../command-ids.ts';
import { runMenu } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { BulkBar, deleteChosen } from './bulk-bar.tsx';
import { ColumnsMenu } from './columns-menu.tsx';
import { FilterBar } from './filter-bar.tsx';
import { GroupMenu } from './group-menu.tsx';
import { RunGrid } from './run-grid.tsx';
import { RunGroups } from './run-groups.tsx';
import type { RunTableModel } from './run-table-model.ts';
import { readTableSettings, writeTableSettings } from './table-settings.ts';
import { viewAddress } from './view-address.ts';
import { ViewsMenu } from './views-menu.tsx';

interface RunTableProps {
  model: RunTableModel;
  services: ExperimentsServices;
  label: string;
  /** Id; null: all experiments of the workspace. */
  experiment: string | null;
  /** What is said where there is no run at all. */
  empty: string;
}

/** The table of runs with everything around it: filter, groups, columns, views, what can be done. */
export function RunTable(props: RunTableProps) {
  const { model, services, experiment } = props;
  const { commands } = services;
  const trans = useTrans();
  useModel(model);
  const { fresh, selection, settings, total, workspace } = model;
  const open = ({ id, name }: Run) =>
    void commands.execute(CommandIDs.openRun, { id, name, workspace });
  const remove = () => void deleteChosen(model, services);
  return (
    <div className="atl-RunTable">
      <div className="atl-RunTable-bar">
        <FilterBar model={model} />
        <SearchField
          label={trans.__('Search names')}
          value={settings.search}
          onChange={search => model.set({ search })}
        />
        <GroupMenu model={model} />
        <ColumnsMenu model={model} />
        <ViewsMenu
          services={services}
          workspace={workspace}
          page="experiment"
          subject={experiment}
          state={() => writeTableSettings(settings)}
          onOpen={state => model.set(readTableSettings(state))}
          linkOf={view => viewAddress(view)}
        />
        <Check
          label={trans.__('Deleted')}
          checked={settings.deleted}
          onChange={deleted => model.set({ deleted })}
        />
      </div>
      {settings.groupBy.length > 0 ? (
        <RunGroups model={model} services={services} />
      ) : (
        <TableBody
          {...props}
          onOpen={open}
          onDelete={remove}
          onMenu={(run, event) => {
            event.preventDefault();
            openCommandMenu(commands, runMenu(run, selection.ids, workspace), {
              x: event.clientX,
              y: event.clientY
            });
          }}
        />
      )}
      <div className="atl-RunTable-foot">
        <span role="status">
          {total === null ? ' ' : trans._n('%2 run', '%2 runs', total, total.toLocaleString())}
        </span>
        {fresh > 0 && (
          <Button variant="quiet" onClick={() => model.reload()}>
            {trans._n('Show %1 new run', 'Show %1 new runs', fresh)}
          </Button>
        )}
      </div>
      <BulkBar model={model} services={services} onDelete={remove} />
    </div>
  );
}

interface TableBodyProps extends RunTableProps {
  onOpen: (run: Run) => void;
  onDelete: () => void;
  onMenu: (run: Run, event: React.MouseEvent) => void;
}

function TableBody({ model, label, empty, ...handlers }: TableBodyProps) {
  const trans = useTrans();
  const { error, settings, total } = model;
  if (error !== null && total === null) {
    return <ErrorState error={error} onRetry={() => model.reload()} />;
  }
  if (total === null) {
    return <LoadingState rows={8} />;
  }
  if (total === 0) {
    const narrowed = settings.filter !== '' || settings.search !== '';
    return narrowed ? (
      <EmptyState
        icon={icons.search}
        text={trans.__('No run matches.')}
        action={{
          label: trans.__('Clear filter and search'),
          onClick: () => model.set({ filter: '', search: '' })
        }}
      />
    ) : (
      <EmptyState icon={icons.run} text={settings.deleted ? trans.__('No deleted run.') : empty} />
    );
  }
  return (
    <>
      {error !== null && <ErrorState error={error} onRetry={() => model.reload()} />}
      <RunGrid
        model={model}
        label={label}
        onOpen={handlers.onOpen}
        onDelete={handlers.onDelete}
        onMenu={handlers.onMenu}
      />
    </>
  );
}
