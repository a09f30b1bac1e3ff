import type { Lineage, LineageNode, RunDetail } from '@atelier-ml/api';
import { ResourceModel } from '@atelier-ml/shell';
import { EmptyState, ErrorState, icons, LoadingState, useModel, useTrans } from '@atelier-ml/ui';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import { LineageGraph } from '../lineage/index.ts';
import type { ExperimentsServices } from '../services.ts';

const COMMANDS: Partial<Record<LineageNode['kind'], string>> = {
  dataset: 'datasets:open-dataset',
  run: CommandIDs.openRun,
  model: 'models:open-model',
  endpoint: 'endpoints:open-endpoint',
  notebook: CommandIDs.openNotebook
};

/** Nodes that are drawn; of more the graph says that there are. */
const MOST = 80;

/** What the run was made from and what was made from it. */
export function RunLineage({ run, services }: { run: RunDetail; services: ExperimentsServices }) {
  const { client, commands, events } = services;
  const { id, workspaceId } = run;
  const trans = useTrans();
  const model = React.useMemo(
    () =>
      new ResourceModel<Lineage>({
        events,
        kinds: ['run', 'dataset', 'model', 'endpoint'],
        fetch: signal =>
          client.api.lineage.run({
            params: { workspace: workspaceId, run: id },
            query: { limit: MOST },
            signal
          })
      }),
    [client, events, workspaceId, id]
  );
  React.useEffect(() => () => model.dispose(), [model]);
  useModel(model);
  const { value: lineage, state, error } = model;
  if (!lineage) {
    return state === 'error' ? (
      <ErrorState error={error} onRetry={() => void model.reload()} />
    ) : (
      <LoadingState rows={4} />
    );
  }
  if (lineage.nodes.length < 2) {
    return (
      <EmptyState
        icon={icons.link}
        text={trans.__('This run has used no dataset, and nothing was made from it yet.')}
      />
    );
  }
  const deleted = lineage.nodes.filter(node => node.deleted).length;
  return (
    <div className="atl-Experiments-lineage">
      <div className="atl-Experiments-scroll">
        <LineageGraph
          nodes={lineage.nodes}
          edges={lineage.edges}
          subject={lineage.subject}
          canOpen={node =>
            openingOf(node, workspaceId) !== null && commands.hasCommand(COMMANDS[node.kind]!)
          }
          onOpen={node => {
            const opening = openingOf(node, workspaceId);
            if (opening) {
              void commands.execute(opening.command, opening.args);
            }
          }}
        />
      </div>
      <p className="atl-Experiments-none">
        {[
          trans.__('Data goes from left to right; Enter opens what has the focus.'),
          deleted > 0 && trans.__('Dashed: deleted.'),
          lineage.truncated && trans.__('There is more than is shown here.')
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </div>
  );
}

/** The command that shows a node; null for what lies elsewhere or is gone. */
function openingOf(
  { kind, id, name, deleted, gone }: LineageNode,
  workspace: string
): { command: string; args: ReadonlyPartialJSONObject } | null {
  const command = COMMANDS[kind];
  if (!command || gone || (deleted && kind !== 'run')) {
    return null;
  }
  if (kind === 'notebook') {
    return { command, args: { path: id ?? name } };
  }
  return id === null ? null : { command, args: { id, name, workspace } };
}
