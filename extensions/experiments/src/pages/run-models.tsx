import type { RunDetail, RunModel } from '@atelier-ml/api';
import { pathOf, routes } from '@atelier-ml/api';
import { ResourceModel } from '@atelier-ml/shell';
import {
  Card,
  Chip,
  ErrorState,
  formatBytes,
  formatNumber,
  icons,
  KeyValueTable,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { ExperimentsServices } from '../services.ts';

interface RunModelsProps {
  run: RunDetail;
  services: ExperimentsServices;
}

/** Models that the run has logged or used through MLflow's client; nothing where there are none. */
export function RunModels({ run, services }: RunModelsProps) {
  const { client, events } = services;
  const { id, workspaceId } = run;
  const trans = useTrans();
  const model = React.useMemo(
    () =>
      new ResourceModel<RunModel[]>({
        events,
        kinds: ['run', 'model'],
        fetch: async signal =>
          (
            await client.api.loggedModels.ofRun({
              params: { workspace: workspaceId, run: id },
              signal
            })
          ).items
      }),
    [client, events, workspaceId, id]
  );
  React.useEffect(() => () => model.dispose(), [model]);
  useModel(model);
  const { error, state, value: models } = model;
  if (models ? models.length === 0 : state !== 'error') {
    return null;
  }
  return (
    <Card title={trans.__('Logged models')}>
      {models ? (
        <ul className="atl-Experiments-models">
          {models.map(each => (
            <li key={each.id}>
              <LoggedModel model={each} run={run} services={services} />
            </li>
          ))}
        </ul>
      ) : (
        <ErrorState error={error} onRetry={() => void model.reload()} />
      )}
    </Card>
  );
}

function LoggedModel({ model, run, services }: RunModelsProps & { model: RunModel }) {
  const trans = useTrans();
  const { commands } = services;
  const status = {
    pending: trans.__('being logged'),
    ready: trans.__('ready'),
    failed: trans.__('upload failed')
  }[model.status];
  const metrics = model.metrics.map(({ dataset, key, value }): [string, string] => [
    dataset === null ? key : trans.__('%1 on %2', key, dataset),
    typeof value === 'number' ? formatNumber(value) : value
  ]);
  return (
    <section aria-label={model.name} className="atl-Experiments-model">
      <h3 className="atl-Experiments-subtitle">
        <icons.models.react tag="span" />
        {model.name} {model.type && <Chip>{model.type}</Chip>} <Chip>{status}</Chip>
        {model.use === 'used' && <Chip>{trans.__('used by the run')}</Chip>}
      </h3>
      {model.registrations.map(({ id, name, version }) => (
        <button
          key={`${id} ${version}`}
          type="button"
          className="atl-Experiments-link"
          title={trans.__('Open the registered version')}
          onClick={() =>
            void commands.execute('models:open-model', {
              id,
              name,
              workspace: run.workspaceId,
              version: String(version)
            })
          }
        >
          {name}
          <small>{version}</small>
        </button>
      ))}
      {metrics.length > 0 && (
        <KeyValueTable label={trans.__('Metrics of %1', model.name)} entries={metrics} />
      )}
      <Folded title={trans.__('Params')} count={Object.keys(model.params).length}>
        <KeyValueTable
          label={trans.__('Params of %1', model.name)}
          entries={Object.entries(model.params)}
        />
      </Folded>
      <Folded title={trans.__('Files')} count={model.files.length}>
        <ModelFiles model={model} run={run} services={services} />
      </Folded>
    </section>
  );
}

/** A part that is opened when somebody wants it; nothing where it is empty. */
function Folded(props: { title: string; count: number; children: React.ReactNode }) {
  return props.count > 0 ? (
    <details>
      <summary>
        {props.title} <small>{props.count}</small>
      </summary>
      {props.children}
    </details>
  ) : null;
}

function ModelFiles({ model, run, services }: RunModelsProps & { model: RunModel }) {
  const trans = useTrans();
  return (
    <ul className="atl-Experiments-links">
      {model.files.map(({ path, size }) => (
        <li key={path}>
          <button
            type="button"
            className="atl-Experiments-link"
            title={trans.__('Download %1', path)}
            onClick={() =>
              services.client.download(
                pathOf(routes.loggedModels.file, {
                  params: { workspace: run.workspaceId, model: model.id, path }
                }),
                path.split('/').at(-1)!
              )
            }
          >
            {path}
          </button>{' '}
          <small className="atl-Experiments-none">{formatBytes(size)}</small>
        </li>
      ))}
    </ul>
  );
}
