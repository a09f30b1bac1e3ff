import type { TrashItem } from '@atelier-ml/api';
import { TrashKind } from '@atelier-ml/api';
import { AssetListView } from '@atelier-ml/shell';
import type { IPageHost, MenuEntry } from '@atelier-ml/shell';
import {
  Button,
  formatBytes,
  icons,
  Page,
  reactWidget,
  useModel,
  useTrans,
  useWidth
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import { ChosenBar } from '../runs/index.ts';
import type { ExperimentsServices, WorkspaceArgs } from '../services.ts';
import { COLUMNS_WIDTH, trashColumns, TrashRow } from './trash-columns.tsx';
import { keyOf, kindText, referenceTo } from './trash-item.ts';
import { TrashModel } from './trash-model.ts';

/** Makes the page of what was deleted. */
export const createTrashPage =
  (services: ExperimentsServices) =>
  (host: IPageHost<WorkspaceArgs>): Widget => {
    const { client, events, preferences, trans } = services;
    const { workspace } = host.args;
    const pageSize = preferences.pageSize;
    const model = new TrashModel({ api: client.api, events, workspace, pageSize });
    return reactWidget(
      () => <TrashPage model={model} services={services} workspace={workspace} />,
      {
        trans,
        dispose: () => model.dispose()
      }
    );
  };

interface TrashPageProps {
  model: TrashModel;
  services: ExperimentsServices;
  workspace: string;
}

function TrashPage({ model, services, workspace }: TrashPageProps) {
  const { commands } = services;
  const trans = useTrans();
  useModel(model);
  const { list, retention } = model;
  const node = React.useRef<HTMLDivElement>(null);
  const columns = React.useMemo(() => trashColumns(trans), [trans]);
  const wide = useWidth(node) >= COLUMNS_WIDTH;
  const run = (command: string, items: readonly TrashItem[]) =>
    void commands.execute(command, { items: items.map(referenceTo), workspace });
  const menu = (item: TrashItem): MenuEntry[] => {
    const args = { items: meant(model, item).map(referenceTo), workspace };
    return [
      { command: CommandIDs.restoreTrashed, args },
      'separator',
      { command: CommandIDs.purgeTrashed, args }
    ];
  };
  return (
    <Page
      fill
      icon={icons.delete}
      title={trans.__('Trash')}
      facts={[
        trans._n('%2 item', '%2 items', list.total, list.total.toLocaleString()),
        retention &&
          (retention.days === null
            ? trans.__('kept until somebody empties it')
            : trans._n('kept for %1 day', 'kept for %1 days', retention.days))
      ]}
      actions={
        <>
          <Button
            icon={icons.clock}
            onClick={() => void commands.execute(CommandIDs.setRetention, { workspace })}
          >
            {trans.__('Keep for…')}
          </Button>
          <Button
            variant="danger"
            icon={icons.delete}
            disabled={list.total === 0 || model.collection !== undefined}
            onClick={() => void commands.execute(CommandIDs.purgeTrashed, { workspace })}
          >
            {trans.__('Empty trash…')}
          </Button>
        </>
      }
    >
      <div ref={node} className="atl-Trash">
        <Progress model={model} services={services} />
        <Chosen model={model} onRun={run} />
        <AssetListView
          model={list}
          label={trans.__('Trash')}
          searchLabel={trans.__('Search the trash')}
          getKey={keyOf}
          getText={({ name }) => name}
          columns={wide ? columns : undefined}
          renderItem={item => <TrashRow item={item} trans={trans} />}
          selected={model.selected}
          onSelect={keys => model.select(keys)}
          onOpen={item => openItem(item, services, workspace)}
          onDelete={item => run(CommandIDs.purgeTrashed, meant(model, item))}
          menu={menu}
          commands={commands}
          controls={<KindChoice model={model} />}
          empty={{
            icon: icons.delete,
            text:
              model.kind === undefined
                ? trans.__('Deleted experiments, runs and logged models lie here for a while.')
                : trans.__('Nothing of this kind lies in the trash.'),
            action:
              model.kind === undefined
                ? undefined
                : { label: trans.__('Show all kinds'), onClick: () => model.show(undefined) }
          }}
        />
      </div>
    </Page>
  );
}

/** One of the chosen ones stands for all of them, any other for itself. */
const meant = (model: TrashModel, item: TrashItem): TrashItem[] =>
  model.selected.has(keyOf(item)) ? model.chosen : [item];

function openItem(
  { id, kind, name }: TrashItem,
  { commands }: ExperimentsServices,
  workspace: string
): void {
  if (kind === 'run') {
    void commands.execute(CommandIDs.openRun, { id, name, workspace });
  }
}

function KindChoice({ model }: { model: TrashModel }) {
  const trans = useTrans();
  return (
    <select
      className="atl-Experiments-select"
      aria-label={trans.__('Kind')}
      value={model.kind ?? ''}
      onChange={event => model.show(TrashKind.safeParse(event.target.value).data)}
    >
      <option value="">{trans.__('All kinds')}</option>
      {TrashKind.options.map(kind => (
        <option key={kind} value={kind}>
          {kindText(kind, trans)}
        </option>
      ))}
    </select>
  );
}

function Chosen(props: {
  model: TrashModel;
  onRun: (command: string, items: readonly TrashItem[]) => void;
}) {
  const trans = useTrans();
  const { chosen } = props.model;
  if (chosen.length === 0) {
    return null;
  }
  return (
    <ChosenBar
      label={trans.__('Chosen')}
      count={chosen.length}
      onClear={() => props.model.select(new Set())}
    >
      <Button
        variant="primary"
        icon={icons.refresh}
        onClick={() => props.onRun(CommandIDs.restoreTrashed, chosen)}
      >
        {trans.__('Restore')}
      </Button>
      <Button
        variant="danger"
        icon={icons.delete}
        onClick={() => props.onRun(CommandIDs.purgeTrashed, chosen)}
      >
        {trans.__('Delete for good…')}
      </Button>
    </ChosenBar>
  );
}

/** How far the one that is under way has come. */
function Progress({ model, services }: { model: TrashModel; services: ExperimentsServices }) {
  const trans = useTrans();
  const { collection } = model;
  if (!collection) {
    return null;
  }
  const { freed, runs } = collection;
  return (
    <div className="atl-Trash-progress" role="status">
      <span className="atl-Spinner" aria-hidden="true" />
      <span>
        {trans._n(
          'Deleting for good: %2 run removed, %3 freed',
          'Deleting for good: %2 runs removed, %3 freed',
          runs,
          runs.toLocaleString(),
          formatBytes(freed.bytes)
        )}
      </span>
      <Button variant="quiet" onClick={() => void services.notifier.attempt(() => model.cancel())}>
        {trans.__('Stop')}
      </Button>
    </div>
  );
}
