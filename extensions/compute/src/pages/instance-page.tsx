import type { ComputeInstance } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import {
  Button,
  Card,
  EmptyState,
  formatInteger,
  formatTime,
  icons,
  KeyValueTable,
  Page,
  reactWidget,
  RelativeTime,
  useModel
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../commands.ts';
import { InstanceState, sizeSummary } from '../instance-list.tsx';
import type { ComputeServices, InstanceArgs } from '../services.ts';
import { UsageCard } from './usage-card.tsx';
import { UsageModel } from './usage-model.ts';

/** The page of one compute instance: its size, its kernels, and what they take. */
export const createInstancePage =
  (services: ComputeServices) =>
  (host: IPageHost<InstanceArgs>): Widget => {
    const { client, events, trans } = services;
    const params = { workspace: host.workspace, instance: host.args.id };
    const model = new ResourceModel<ComputeInstance>({
      fetch: signal => client.api.compute.get({ params, signal }),
      kinds: ['compute'],
      subjectId: host.args.id,
      events
    });
    const usage = new UsageModel(() => client.api.compute.kernels.list({ params }));
    return reactWidget(
      () => <InstancePage model={model} usage={usage} host={host} services={services} />,
      {
        trans,
        dispose: () => {
          model.dispose();
          usage.dispose();
        }
      }
    );
  };

interface InstancePageProps {
  model: ResourceModel<ComputeInstance>;
  usage: UsageModel;
  host: IPageHost<InstanceArgs>;
  services: ComputeServices;
}

function InstancePage({ model, ...rest }: InstancePageProps) {
  useModel(model);
  return (
    <ResourceView model={model}>
      {instance => <InstanceContent instance={instance} {...rest} />}
    </ResourceView>
  );
}

function InstanceContent({
  instance,
  usage,
  host,
  services
}: Omit<InstancePageProps, 'model'> & { instance: ComputeInstance }) {
  const { trans } = services;
  React.useEffect(() => host.setTitle(instance.name), [host, instance.name]);
  return (
    <Page
      icon={icons.compute}
      title={instance.name}
      description={instance.description}
      badges={<InstanceState instance={instance} trans={trans} />}
      facts={[
        sizeSummary(instance, trans),
        trans._n(
          '%2 kernel',
          '%2 kernels',
          instance.kernelCount,
          formatInteger(instance.kernelCount)
        ),
        <RelativeTime key="time" time={instance.updatedAt} />
      ]}
      actions={<InstanceActions instance={instance} host={host} services={services} />}
    >
      <InstanceTroubles instance={instance} />
      <UsageCard instance={instance} usage={usage} />
      <Card title={trans.__('Details')}>
        <KeyValueTable
          label={trans.__('Details of %1', instance.name)}
          entries={[
            ...placeEntries(instance, trans),
            [
              trans._n('Kernelspec', 'Kernelspecs', instance.kernels.length),
              <code key="spec">{instance.kernels.map(each => each.kernelspec).join(', ')}</code>
            ],
            [trans.__('Created'), formatTime(instance.createdAt)]
          ]}
        />
      </Card>
      <Card title={trans.__('Environment variables')}>
        {Object.keys(instance.environmentVariables).length > 0 ? (
          <KeyValueTable
            label={trans.__('Environment variables')}
            entries={Object.entries(instance.environmentVariables)}
          />
        ) : (
          <EmptyState icon={icons.code} text={trans.__('None are set beside the usual ones.')} />
        )}
      </Card>
    </Page>
  );
}

/** What has gone wrong with it, and when. */
function InstanceTroubles({ instance: { lastExit, problem } }: { instance: ComputeInstance }) {
  return (
    <>
      {problem !== null && <div className="atl-Compute-trouble">{problem}</div>}
      {lastExit && (
        <div className="atl-Compute-trouble">
          {lastExit.message} <RelativeTime time={lastExit.at} />
        </div>
      )}
    </>
  );
}

function placeEntries(
  { driver, environment, image, network }: ComputeInstance,
  trans: TranslationBundle
): [string, React.ReactNode][] {
  if (driver === 'process') {
    return [[trans.__('Runs as'), trans.__('processes of this machine')]];
  }
  return [
    [trans.__('Runs as'), trans.__('a container')],
    ...environmentEntries(environment, trans),
    [trans.__('Image'), <code key="image">{image}</code>],
    [
      trans.__('Network'),
      network === 'none' ? trans.__('none') : trans.__('reaches others, and nobody reaches it')
    ]
  ];
}

function environmentEntries(
  environment: ComputeInstance['environment'],
  trans: TranslationBundle
): [string, React.ReactNode][] {
  return environment
    ? [[trans.__('Environment'), trans.__('%1, version %2', environment.name, environment.version)]]
    : [];
}

function InstanceActions({
  instance,
  host,
  services
}: {
  instance: ComputeInstance;
  host: IPageHost<InstanceArgs>;
  services: ComputeServices;
}) {
  const { commands, trans } = services;
  const args = { id: instance.id, name: instance.name, workspace: host.workspace };
  const run = (command: string) => () => void commands.execute(command, args);
  const running = instance.state === 'running';
  return (
    <>
      {running && (
        <Button icon={icons.notebook} variant="primary" onClick={run(CommandIDs.newNotebook)}>
          {trans.__('New notebook here')}
        </Button>
      )}
      <Button
        icon={running ? icons.stop : icons.play}
        variant={running ? 'default' : 'primary'}
        onClick={run(running ? CommandIDs.stop : CommandIDs.start)}
      >
        {running ? trans.__('Stop') : trans.__('Start')}
      </Button>
      {(instance.environment?.latest ?? 0) > (instance.environment?.version ?? 0) && (
        <Button icon={icons.refresh} onClick={run(CommandIDs.renew)}>
          {trans.__('Move to version %1', instance.environment!.latest!)}
        </Button>
      )}
      <Button icon={icons.edit} onClick={run(CommandIDs.edit)}>
        {trans.__('Edit and resize')}
      </Button>
      <Button icon={icons.delete} variant="danger" onClick={run(CommandIDs.delete)}>
        {trans.__('Delete')}
      </Button>
    </>
  );
}
