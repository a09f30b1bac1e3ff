import type { Environment, EnvironmentVersion } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import {
  Button,
  Card,
  confirm,
  formatBytes,
  icons,
  Page,
  reactWidget,
  RelativeTime,
  useModel
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../commands.tsx';
import { BuildBadge } from '../environment-list.tsx';
import { pushVersion } from '../registry-form.ts';
import type { EnvironmentArgs, EnvironmentServices } from '../services.ts';
import { LogModel } from './log-model.ts';
import { VersionCard } from './version-card.tsx';

interface Value {
  environment: Environment;
  versions: EnvironmentVersion[];
}

interface PageProps {
  model: ResourceModel<Value>;
  host: IPageHost<EnvironmentArgs>;
  services: EnvironmentServices;
}

/** The page of an environment: its versions, and the chosen one with its build. */
export const createEnvironmentPage =
  (services: EnvironmentServices) =>
  (host: IPageHost<EnvironmentArgs>): Widget => {
    const { client, events, trans } = services;
    const { environments: api } = client.api;
    const params = { workspace: host.workspace, environment: host.args.id };
    const model = new ResourceModel<Value>({
      fetch: async signal => {
        const [environment, { items }] = await Promise.all([
          api.get({ params, signal }),
          api.versions.list({ params, signal })
        ]);
        return { environment, versions: items };
      },
      kinds: ['environment'],
      subjectId: host.args.id,
      events
    });
    return reactWidget(() => <EnvironmentPage model={model} host={host} services={services} />, {
      trans,
      dispose: () => model.dispose()
    });
  };

function EnvironmentPage({ model, ...rest }: PageProps) {
  useModel(model);
  return (
    <ResourceView model={model}>
      {value => <EnvironmentContent {...value} {...rest} />}
    </ResourceView>
  );
}

function EnvironmentContent(props: Value & Omit<PageProps, 'model'>) {
  const { environment, host, services, versions } = props;
  const { commands, trans } = services;
  const [chosen, setChosen] = React.useState<number | null>(null);
  React.useEffect(() => host.setTitle(environment.name), [host, environment.name]);
  const args = { id: environment.id, name: environment.name, workspace: host.workspace };
  const current = versions.find(({ version }) => version === chosen) ?? versions[0];
  return (
    <Page
      icon={icons.artifact}
      title={environment.name}
      description={environment.description}
      badges={<BuildBadge state={environment.latest.state} trans={trans} />}
      facts={[
        trans._n('%1 version', '%1 versions', environment.versionCount),
        environment.latest.size !== null && formatBytes(environment.latest.size),
        <RelativeTime key="time" time={environment.updatedAt} />
      ]}
      actions={
        <>
          <Button
            icon={icons.add}
            onClick={() => void commands.execute(CommandIDs.addVersion, args)}
          >
            {trans.__('New version')}
          </Button>
          <Button
            icon={icons.delete}
            variant="danger"
            onClick={() => void commands.execute(CommandIDs.delete, args)}
          >
            {trans.__('Delete')}
          </Button>
        </>
      }
    >
      {current && (
        <ChosenVersion
          key={current.id}
          row={current}
          {...props}
          onRebuilt={() => setChosen(null)}
        />
      )}
      <VersionTable
        versions={versions}
        chosen={current?.version}
        choose={setChosen}
        services={services}
      />
    </Page>
  );
}

function ChosenVersion({
  environment,
  host,
  onRebuilt,
  row,
  services
}: Value & Omit<PageProps, 'model'> & { row: EnvironmentVersion; onRebuilt(): void }) {
  const { client, events, notifier } = services;
  const { versions: api } = client.api.environments;
  const { id: environmentId } = environment;
  const { state, version } = row;
  const params = React.useMemo(
    () => ({ workspace: host.workspace, environment: environmentId, version }),
    [host.workspace, environmentId, version]
  );
  const [full, setFull] = React.useState<EnvironmentVersion>();
  const [log, setLog] = React.useState<LogModel>();
  React.useEffect(() => {
    const read = (after: number) => api.log({ params, query: { after } });
    const made = new LogModel(read, events, environmentId);
    setLog(made);
    return () => made.dispose();
  }, [api, params, events, environmentId]);
  // What a build leaves behind is there once its state has changed.
  React.useEffect(() => {
    let stale = false;
    log?.refresh();
    // The list leaves locks out, for they are long.
    void api.get({ params }).then(
      found => !stale && setFull(found),
      () => undefined
    );
    return () => {
      stale = true;
    };
  }, [api, log, params, state]);
  const act = (verb: 'build' | 'cancel' | 'rebuild' | 'push') =>
    void notifier.attempt(async () => {
      if (verb === 'push') {
        const { id, name } = environment;
        return pushVersion(services, { environment: id, name, version });
      }
      if (verb === 'build' && state === 'ready' && !(await mayReplace(services, row))) {
        return undefined;
      }
      await api[verb]({ params });
      if (verb === 'rebuild') {
        onRebuilt();
      }
      return undefined;
    });
  return log ? (
    <VersionCard version={{ ...row, lock: full?.lock ?? null }} log={log} act={act} />
  ) : null;
}

/** What is not pinned may come in another version than before. */
const mayReplace = ({ trans }: EnvironmentServices, { version }: EnvironmentVersion) =>
  confirm({
    trans,
    title: trans.__('Build version %1 again?', version),
    body: trans.__(
      'Its image is replaced, and what the specification leaves open may come in newer versions. “Rebuild from lock” makes a version with exactly the same packages instead.'
    ),
    accept: trans.__('Build again')
  });

function VersionTable({
  choose,
  chosen,
  services: { trans },
  versions
}: {
  versions: EnvironmentVersion[];
  chosen: number | undefined;
  choose(version: number): void;
  services: EnvironmentServices;
}) {
  return (
    <Card title={trans.__('Versions')}>
      <table className="atl-Table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Version')}</th>
            <th scope="col">{trans.__('State')}</th>
            <th scope="col">{trans.__('Size')}</th>
            <th scope="col">{trans.__('Created')}</th>
          </tr>
        </thead>
        <tbody>
          {versions.map(({ createdAt, id, size, state, version }) => (
            <tr key={id} aria-current={version === chosen ? 'true' : undefined}>
              <th scope="row">
                <Button onClick={() => choose(version)}>{trans.__('Version %1', version)}</Button>
              </th>
              <td>
                <BuildBadge state={state} trans={trans} />
              </td>
              <td>{size === null ? '–' : formatBytes(size)}</td>
              <td>
                <RelativeTime time={createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
