import type { Cluster } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView, SpentSoFar } from '@atelier-ml/shell';
import {
  Button,
  Card,
  EmptyState,
  icons,
  Page,
  reactWidget,
  RelativeTime,
  Stat,
  StatGrid,
  StatusBadge,
  useModel
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { ClusterCommands } from '../cluster-commands.ts';
import { JobCommands } from '../job-commands.ts';
import { ClusterState, nodeSummary } from '../cluster-list.tsx';
import type { JobServices, SubjectArgs } from '../services.ts';

interface PageProps {
  model: ResourceModel<Cluster>;
  host: IPageHost<SubjectArgs>;
  services: JobServices;
}

/** The page of a cluster: its nodes, and what waits for them. */
export const createClusterPage =
  (services: JobServices) =>
  (host: IPageHost<SubjectArgs>): Widget => {
    const { client, events, trans } = services;
    const params = { workspace: host.workspace, cluster: host.args.id };
    const model = new ResourceModel<Cluster>({
      fetch: signal => client.api.clusters.get({ params, signal }),
      kinds: ['cluster', 'job'],
      events
    });
    return reactWidget(() => <ClusterPage model={model} host={host} services={services} />, {
      trans,
      dispose: () => model.dispose()
    });
  };

function ClusterPage({ model, ...rest }: PageProps) {
  useModel(model);
  return (
    <ResourceView model={model}>
      {cluster => <ClusterContent cluster={cluster} {...rest} />}
    </ResourceView>
  );
}

type ContentProps = Omit<PageProps, 'model'> & { cluster: Cluster };

function ClusterContent({ cluster, host, services }: ContentProps) {
  const { commands, trans } = services;
  React.useEffect(() => host.setTitle(cluster.name), [host, cluster.name]);
  const args = { id: cluster.id, name: cluster.name, workspace: host.workspace };
  return (
    <Page
      icon={icons.compute}
      title={cluster.name}
      description={cluster.description}
      badges={<ClusterState cluster={cluster} trans={trans} />}
      facts={[
        nodeSummary(cluster, trans),
        cluster.environment
          ? `${cluster.environment.name}:${cluster.environment.version}`
          : cluster.image,
        cluster.preemption && trans.__('preemption'),
        trans.__('idle nodes go after %1 s', cluster.idleSeconds),
        <SpentSoFar key="spent" api={services.client.api} subject={cluster.id} />
      ]}
      actions={
        <>
          <Button
            icon={icons.play}
            variant="primary"
            onClick={() =>
              void commands.execute(JobCommands.submit, {
                ...{ cluster: cluster.name, workspace: host.workspace }
              })
            }
          >
            {trans.__('Submit a job')}
          </Button>
          <Button
            icon={icons.edit}
            onClick={() => void commands.execute(ClusterCommands.edit, args)}
          >
            {trans.__('Scale or edit')}
          </Button>
          <Button
            icon={icons.delete}
            variant="danger"
            onClick={() => void commands.execute(ClusterCommands.delete, args)}
          >
            {trans.__('Delete')}
          </Button>
        </>
      }
    >
      {cluster.problem !== null && <div className="atl-Jobs-message">{cluster.problem}</div>}
      <StatGrid>
        <Stat label={trans.__('Nodes')} value={`${cluster.nodes.length}`} />
        <Stat label={trans.__('At least')} value={`${cluster.minNodes}`} />
        <Stat label={trans.__('At most')} value={`${cluster.maxNodes}`} />
        <Stat label={trans.__('Jobs that run')} value={`${cluster.runningJobs}`} />
        <Stat label={trans.__('Jobs that wait')} value={`${cluster.queuedJobs}`} />
      </StatGrid>
      <Card title={trans.__('Nodes')}>
        <NodeTable cluster={cluster} services={services} />
      </Card>
    </Page>
  );
}

function NodeTable({ cluster, services }: Pick<ContentProps, 'cluster' | 'services'>) {
  const { pages, trans } = services;
  if (!cluster.nodes.length) {
    const text = trans.__('There are none now: the first job in the queue makes one.');
    return <EmptyState icon={icons.compute} text={text} />;
  }
  return (
    <table className="atl-Table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Node')}</th>
          <th scope="col">{trans.__('State')}</th>
          <th scope="col">{trans.__('Job')}</th>
          <th scope="col">{trans.__('Since')}</th>
        </tr>
      </thead>
      <tbody>
        {cluster.nodes.map(({ id, job, since, state }) => (
          <tr key={id}>
            <th scope="row">
              <code>{id.slice(0, 8)}</code>
            </th>
            <td>
              <StatusBadge tone={job ? 'info' : 'neutral'} busy={job !== null}>
                {state === 'busy' ? trans.__('Busy') : trans.__('Idle')}
              </StatusBadge>
            </td>
            <td>
              {job ? (
                <Button onClick={() => pages.open('job', { id: job.id, name: job.name })}>
                  {job.name}
                </Button>
              ) : (
                '–'
              )}
            </td>
            <td>
              <RelativeTime time={since} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
