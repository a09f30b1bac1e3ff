import type { ComputeInstance } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView, SpentSoFar } from '@atelier-ml/shell';
import {
  Card,
  Chip,
  EmptyState,
  formatBytes,
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
import { InstanceState, sizeSummary } from '../instance-list.tsx';
import type { ComputeServices, InstanceArgs } from '../services.ts';
import { gpuEntries } from './gpu-entries.tsx';
import { InstanceActions } from './instance-actions.tsx';
import { InstanceTroubles } from './instance-troubles.tsx';
import { SetUpCard } from './set-up-card.tsx';
import { SetUpModel } from './set-up-model.ts';
import { TimesCard } from './times-card.tsx';
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
    const subject = host.args.id;
    const usage = new UsageModel({
      ...{ events, subject },
      fetchKernels: () => client.api.compute.kernels.list({ params }),
      fetchUsage: after => client.api.compute.usage({ params, query: { after } })
    });
    const setUp = new SetUpModel({
      ...{ events, subject },
      fetch: after => client.api.compute.setUp({ params, query: { after } })
    });
    return reactWidget(() => <InstancePage {...{ model, usage, setUp, host, services }} />, {
      trans,
      dispose: () => {
        model.dispose();
        usage.dispose();
        setUp.dispose();
      }
    });
  };

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

interface InstancePageProps {
  model: ResourceModel<ComputeInstance>;
  usage: UsageModel;
  setUp: SetUpModel;
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
  setUp,
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
        instance.owner && trans.__('by %1', instance.owner.name || instance.owner.username),
        <SpentSoFar key="spent" api={services.client.api} subject={instance.id} />,
        <RelativeTime key="time" time={instance.updatedAt} />
      ]}
      actions={<InstanceActions instance={instance} host={host} services={services} />}
    >
      <InstanceTroubles instance={instance} services={services} />
      <UsageCard instance={instance} usage={usage} />
      {instance.setupScript && <SetUpCard instance={instance} model={setUp} />}
      <TimesCard instance={instance} />
      <Card title={trans.__('Details')}>
        <KeyValueTable
          label={trans.__('Details of %1', instance.name)}
          entries={[
            ...placeEntries(instance, trans),
            ...gpuEntries(instance, trans),
            ...diskEntries(instance, trans),
            ...ownerEntries(instance, trans),
            ...tagEntries(instance, trans),
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

function placeEntries(
  { attached, driver, environment, image, network }: ComputeInstance,
  trans: TranslationBundle
): [string, React.ReactNode][] {
  if (driver === 'process') {
    return [[trans.__('Runs as'), trans.__('processes of this machine')]];
  }
  return [
    [
      trans.__('Runs as'),
      attached ? trans.__('a container on “%1”', attached.name) : trans.__('a container')
    ],
    ...(attached
      ? [
          [
            trans.__('Files'),
            trans.__(
              'not shared: those of a notebook’s folder are sent with its kernel; what is written there stays there'
            )
          ] satisfies [string, React.ReactNode]
        ]
      : []),
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

type Entry = [string, React.ReactNode];

function diskEntries({ disk, size }: ComputeInstance, trans: TranslationBundle): Entry[] {
  const entries: Entry[] = [];
  if (size.sharedMemoryMb !== null) {
    entries.push([trans.__('Shared memory'), formatBytes(size.sharedMemoryMb * MIB)]);
  }
  if (size.diskGb !== null) {
    const limit = formatBytes(size.diskGb * GIB);
    entries.push([
      trans.__('Disk'),
      disk ? trans.__('%1 of %2 taken', formatBytes(disk.used), limit) : limit
    ]);
  }
  return entries;
}

function ownerEntries({ owner }: ComputeInstance, trans: TranslationBundle): Entry[] {
  return owner ? [[trans.__('Owner'), owner.name || owner.username]] : [];
}

function tagEntries({ tags }: ComputeInstance, trans: TranslationBundle): Entry[] {
  const pairs = Object.entries(tags);
  return pairs.length
    ? [
        [
          trans.__('Tags'),
          <span key="tags" className="atl-Compute-tags">
            {pairs.map(([name, value]) => (
              <Chip key={name}>{value ? `${name}: ${value}` : name}</Chip>
            ))}
          </span>
        ]
      ]
    : [];
}
