import type { Endpoint, EndpointStatistics } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { PolledModel, ResourceModel, ResourceView } from '@atelier-ml/shell';
import {
  Button,
  Chip,
  ErrorState,
  icons,
  Page,
  reactWidget,
  RelativeTime,
  Tabs,
  useModel
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../commands.ts';
import { DeploymentBadge } from '../deployment-badge.tsx';
import type { EndpointArgs, EndpointServices } from '../services.ts';
import { CallTab } from './call-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { PerformanceTab } from './performance-tab.tsx';
import { createClassNames } from './class-names.ts';
import { TestModel } from './test-model.ts';
import { TestTab } from './test-tab.tsx';

/** The page of one endpoint: try it, call it, see how it does. */
export const createEndpointPage =
  (services: EndpointServices) =>
  (host: IPageHost<EndpointArgs>): Widget => {
    const { client, events, trans } = services;
    const params = { workspace: host.workspace, endpoint: host.args.id };
    const model = new ResourceModel<Endpoint>({
      fetch: signal => client.api.endpoints.get({ params, signal }),
      kinds: ['endpoint'],
      subjectId: host.args.id,
      events
    });
    const test = new TestModel(
      inputs => client.api.endpoints.test({ params, body: { inputs } }),
      createClassNames(services, host.workspace)
    );
    const statistics = new PolledModel({
      name: '@atelier-ml/endpoints:statistics',
      fetch: () => client.api.endpoints.statistics({ params }),
      interval: 3_000,
      longestInterval: 30_000
    });
    return reactWidget(
      () => (
        <EndpointPage
          model={model}
          test={test}
          statistics={statistics}
          host={host}
          services={services}
        />
      ),
      {
        trans,
        dispose: () => {
          statistics.dispose();
          test.dispose();
          model.dispose();
        }
      }
    );
  };

interface EndpointPageProps {
  model: ResourceModel<Endpoint>;
  test: TestModel;
  statistics: PolledModel<EndpointStatistics>;
  host: IPageHost<EndpointArgs>;
  services: EndpointServices;
}

function EndpointPage({ model, ...rest }: EndpointPageProps) {
  useModel(model);
  return (
    <ResourceView model={model}>
      {endpoint => <EndpointContent endpoint={endpoint} {...rest} />}
    </ResourceView>
  );
}

type ContentProps = Omit<EndpointPageProps, 'model'> & { endpoint: Endpoint };

function EndpointContent({ endpoint, test, statistics, host, services }: ContentProps) {
  const { trans } = services;
  const { deployment } = endpoint;
  React.useEffect(() => host.setTitle(endpoint.name), [host, endpoint.name]);
  return (
    <Page
      icon={icons.endpoints}
      title={endpoint.name}
      description={endpoint.description}
      badges={
        <>
          <DeploymentBadge state={endpoint.state} />
          <Chip>{`${deployment.modelName}:${deployment.modelVersion}`}</Chip>
        </>
      }
      facts={[
        trans.__('ONNX Runtime'),
        deployment.startedAt !== null && <RelativeTime key="time" time={deployment.startedAt} />
      ]}
      actions={<EndpointActions endpoint={endpoint} host={host} services={services} />}
    >
      {deployment.error && <ErrorState error={new Error(deployment.error)} />}
      <Tabs
        label={trans.__('Views of the endpoint')}
        tabs={[
          {
            id: 'test',
            label: trans.__('Test'),
            render: () => <TestTab endpoint={endpoint} test={test} trans={trans} />
          },
          {
            id: 'call',
            label: trans.__('Call it'),
            render: () => <CallTab endpoint={endpoint} host={host} services={services} />
          },
          {
            id: 'performance',
            label: trans.__('Performance'),
            render: () => <PerformanceTab statistics={statistics} />
          },
          {
            id: 'log',
            label: trans.__('Log'),
            render: () => <LogTab endpoint={endpoint} host={host} services={services} />
          }
        ]}
      />
    </Page>
  );
}

function EndpointActions({
  endpoint,
  host,
  services
}: Pick<ContentProps, 'endpoint' | 'host' | 'services'>) {
  const { commands, trans } = services;
  const args = { id: endpoint.id, name: endpoint.name, workspace: host.workspace };
  const run = (command: string) => () => void commands.execute(command, args);
  const active = endpoint.state === 'running' || endpoint.state === 'starting';
  return (
    <>
      <Button
        icon={active ? icons.stop : icons.play}
        variant={active ? 'default' : 'primary'}
        disabled={endpoint.state === 'stopping'}
        onClick={run(active ? CommandIDs.stop : CommandIDs.start)}
      >
        {active ? trans.__('Stop') : trans.__('Start')}
      </Button>
      <Button icon={icons.models} onClick={run(CommandIDs.update)}>
        {trans.__('Serve another model')}
      </Button>
      <Button icon={icons.delete} variant="danger" onClick={run(CommandIDs.delete)}>
        {trans.__('Delete')}
      </Button>
    </>
  );
}
