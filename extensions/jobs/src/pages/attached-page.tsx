import type { AttachedCompute } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import {
  Button,
  Card,
  formatBytes,
  icons,
  Page,
  reactWidget,
  RelativeTime,
  StatusBadge,
  useModel
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { AttachedCommands } from '../attached-commands.ts';
import { AttachedState, attachedSummary } from '../attached-list.tsx';
import { ClusterCommands } from '../cluster-commands.ts';
import type { JobServices, SubjectArgs } from '../services.ts';

interface PageProps {
  model: ResourceModel<AttachedCompute>;
  host: IPageHost<SubjectArgs>;
  services: JobServices;
}

/** The page of attached compute: its machines, and the clusters and instances on it. */
export const createAttachedPage =
  (services: JobServices) =>
  (host: IPageHost<SubjectArgs>): Widget => {
    const { client, events, trans } = services;
    const params = { workspace: host.workspace, attached: host.args.id };
    const model = new ResourceModel<AttachedCompute>({
      fetch: signal => client.api.attached.get({ params, signal }),
      kinds: ['compute', 'cluster'],
      events
    });
    return reactWidget(() => <AttachedPage model={model} host={host} services={services} />, {
      trans,
      dispose: () => model.dispose()
    });
  };

function AttachedPage({ model, ...rest }: PageProps) {
  useModel(model);
  return (
    <ResourceView model={model}>
      {attached => <AttachedContent attached={attached} {...rest} />}
    </ResourceView>
  );
}

type ContentProps = Omit<PageProps, 'model'> & { attached: AttachedCompute };

function AttachedContent({ attached, host, services }: ContentProps) {
  const { commands, trans } = services;
  React.useEffect(() => host.setTitle(attached.name), [host, attached.name]);
  const args = { id: attached.id, name: attached.name, workspace: host.workspace };
  const button = (icon: typeof icons.edit, label: string, command: string) => (
    <Button icon={icon} onClick={() => void commands.execute(command, args)}>
      {label}
    </Button>
  );
  return (
    <Page
      icon={icons.compute}
      title={attached.name}
      description={attached.description}
      badges={<AttachedState attached={attached} trans={trans} />}
      facts={[
        attachedSummary(attached, trans),
        attached.address,
        attached.version !== null &&
          (attached.spark
            ? trans.__('PySpark %1', attached.version)
            : attached.kind === 'ray'
              ? trans.__('version %1', attached.version)
              : trans.__('engine %1', attached.version)),
        <React.Fragment key="tested">
          {trans.__('tested')} <RelativeTime time={attached.checkedAt} />
        </React.Fragment>
      ]}
      actions={
        <>
          {button(icons.refresh, trans.__('Test'), AttachedCommands.test)}
          {button(icons.edit, trans.__('Edit'), AttachedCommands.edit)}
          <Button
            icon={icons.delete}
            variant="danger"
            onClick={() => void commands.execute(AttachedCommands.delete, args)}
          >
            {trans.__('Detach')}
          </Button>
        </>
      }
    >
      {attached.problem !== null && <div className="atl-Jobs-message">{attached.problem}</div>}
      <Card title={trans.__('Machines')}>
        <MachineTable attached={attached} services={services} />
      </Card>
      {attached.spark && (
        <Card title={trans.__('Kernels')}>
          <p>
            {attached.spark.kernelspec === null
              ? trans.__(
                  'None: “%1” has no ipykernel. Install it there, then test the connection.',
                  attached.spark.python
                )
              : trans.__(
                  'Notebooks choose the kernel “Spark (%1)”: `spark` is a session there.',
                  attached.name
                )}
          </p>
        </Card>
      )}
      <Card title={trans.__('Clusters')}>
        <p>
          {attached.clusters.length
            ? attached.clusters.join(', ')
            : trans.__('None yet: jobs run on the nodes of a cluster.')}
        </p>
        <Button
          icon={icons.add}
          onClick={() => void commands.execute(ClusterCommands.create, { attached: attached.name })}
        >
          {trans.__('New cluster')}
        </Button>
      </Card>
      {attached.kind === 'docker' && (
        <Card title={trans.__('Instances')}>
          <p>
            {attached.instances.length
              ? attached.instances.join(', ')
              : trans.__('None yet: notebooks run on compute instances.')}
          </p>
        </Card>
      )}
    </Page>
  );
}

function MachineTable({ attached, services }: Pick<ContentProps, 'attached' | 'services'>) {
  const { trans } = services;
  return (
    <table className="atl-Table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Machine')}</th>
          <th scope="col">{trans.__('Processors')}</th>
          <th scope="col">{trans.__('Memory')}</th>
          <th scope="col">{trans.__('GPUs')}</th>
          <th scope="col">{trans.__('State')}</th>
        </tr>
      </thead>
      <tbody>
        {attached.machines.map(({ cpus, gpus, memoryMb, name, problem }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{cpus}</td>
            <td>{formatBytes(memoryMb * 1024 ** 2)}</td>
            <td>{gpus}</td>
            <td>
              {problem === null ? (
                <StatusBadge tone="success">{trans.__('Takes work')}</StatusBadge>
              ) : (
                problem
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
