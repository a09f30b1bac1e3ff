import { spreadsWork } from '@atelier-ml/api';
import type { AttachedCompute, Cluster } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

const FORM = /^(?:attached|spark|ray):(.+)$/;
const spreads = ({ driver }: FormValues) => /^(spark|ray)/.test(String(driver));
const inContainers = ({ driver }: FormValues) => !/^(process|spark|ray)/.test(String(driver));

/** What the form holds for a place on attached compute. */
export const placeOn = ({ kind, name }: Pick<AttachedCompute, 'kind' | 'name'>): string =>
  `${spreadsWork(kind) ? kind : 'attached'}:${name}`;

/** The fields of a cluster; of one that is there its driver and size stay. */
export function clusterFields(
  trans: TranslationBundle,
  {
    attached = [],
    docker,
    environments = [],
    isNew
  }: {
    isNew: boolean;
    docker?: string | null;
    /** By what they are asked for, with what they are called. */
    environments?: { value: string; label: string }[];
    attached?: Pick<AttachedCompute, 'kind' | 'name'>[];
  }
): FieldSpec[] {
  const place: FieldSpec[] = [
    {
      name: 'driver',
      kind: 'select',
      label: trans.__('Its tasks are'),
      required: true,
      options: [
        ...(docker === null ? [{ value: 'docker', label: trans.__('Containers') }] : []),
        { value: 'process', label: trans.__('Processes of this machine') },
        ...attached.map(each => ({
          value: placeOn(each),
          label: spreadsWork(each.kind)
            ? trans.__('Programs that spread their work over “%1”', each.name)
            : trans.__('Containers on “%1”', each.name)
        }))
      ],
      help:
        docker === null
          ? trans.__('A container keeps to the size of its node; on Spark a node is an executor.')
          : trans.__('Containers cannot be had: %1', docker ?? '')
    }
  ];
  const size: FieldSpec[] = [
    {
      name: 'network',
      kind: 'select',
      label: trans.__('Network'),
      options: [
        { value: 'none', label: trans.__('None') },
        { value: 'outbound', label: trans.__('Reaches others, and nobody reaches it') }
      ],
      help: trans.__(
        'Without one a job fetches no packages and no data but its inputs; the studio is reached all the same.'
      ),
      when: inContainers
    },
    {
      name: 'cpus',
      kind: 'number',
      label: trans.__('Processors of a node'),
      integer: true,
      minimum: 1,
      help: trans.__('Empty: no limit, and none are reserved. On attached compute it is needed.')
    },
    {
      name: 'memoryMb',
      kind: 'number',
      label: trans.__('Memory of a node'),
      unit: 'MiB',
      integer: true,
      minimum: 128,
      help: trans.__('What takes more is ended. Empty: no limit.')
    },
    {
      name: 'gpus',
      kind: 'number',
      label: trans.__('GPUs of a node'),
      integer: true,
      minimum: 0,
      help: trans.__('No other node has them, unless they are shared.'),
      when: values => !spreads(values)
    },
    {
      name: 'gpuSharing',
      kind: 'check',
      label: trans.__('Nodes may share their GPUs'),
      when: values => !spreads(values) && Number(values.gpus) > 0
    }
  ];
  return [
    { name: 'name', kind: 'text', label: trans.__('Name'), required: true, maximumLength: 128 },
    { name: 'description', kind: 'textarea', label: trans.__('Description'), rows: 2 },
    ...(isNew ? place : []),
    {
      name: 'environment',
      kind: 'select',
      label: trans.__('Environment'),
      options: environments,
      help: trans.__('Of jobs that name none. Empty: an image by its name.'),
      when: values => inContainers(values) && environments.length > 0
    },
    {
      name: 'image',
      kind: 'text',
      label: trans.__('Image'),
      placeholder: trans.__('python:3.12'),
      help: trans.__('Of jobs that name neither an image nor an environment.'),
      when: values => inContainers(values) && !values.environment
    },
    ...(isNew ? size : []),
    ...scaleFields(trans)
  ];
}

function scaleFields(trans: TranslationBundle): FieldSpec[] {
  return [
    {
      name: 'minNodes',
      kind: 'number',
      label: trans.__('Nodes at least'),
      required: true,
      integer: true,
      minimum: 0
    },
    {
      name: 'maxNodes',
      kind: 'number',
      label: trans.__('Nodes at most'),
      required: true,
      integer: true,
      minimum: 1,
      maximum: 1_000,
      validate: (value, values) =>
        Number(values.minNodes) > Number(value)
          ? trans.__('There cannot be more nodes than these.')
          : undefined
    },
    {
      name: 'idleSeconds',
      kind: 'number',
      label: trans.__('Idle time'),
      unit: 's',
      required: true,
      integer: true,
      minimum: 0,
      help: trans.__('After so long without work a node is given back.')
    },
    {
      name: 'preemption',
      kind: 'check',
      label: trans.__('Work of low priority gives way to work of higher priority')
    }
  ];
}

const limit = (value: unknown) => (typeof value === 'number' ? value : null);

/** What the form holds that can be changed at any time. */
export function clusterBody(values: FormValues) {
  const image = String(values.image ?? '').trim();
  return {
    name: String(values.name),
    description: String(values.description ?? ''),
    ...(image && inContainers(values) && { image }),
    minNodes: Number(values.minNodes),
    maxNodes: Number(values.maxNodes),
    idleSeconds: Number(values.idleSeconds),
    preemption: values.preemption === true
  };
}

/** What the form of a new cluster holds. */
export function newClusterBody(values: FormValues) {
  const [, attached] = FORM.exec(String(values.driver)) ?? [];
  return {
    ...clusterBody(values),
    ...(attached !== undefined
      ? { attached }
      : { driver: values.driver === 'process' ? ('process' as const) : ('docker' as const) }),
    network: values.network === 'outbound' ? ('outbound' as const) : ('none' as const),
    nodeSize: {
      cpus: limit(values.cpus),
      memoryMb: limit(values.memoryMb),
      gpus: limit(values.gpus) ?? 0,
      gpuSharing: values.gpuSharing === true ? ('shared' as const) : ('exclusive' as const)
    }
  };
}

export const clusterValues = (cluster: Cluster): FormValues => ({
  name: cluster.name,
  description: cluster.description,
  driver: cluster.driver,
  image: cluster.image ?? '',
  minNodes: cluster.minNodes,
  maxNodes: cluster.maxNodes,
  idleSeconds: cluster.idleSeconds,
  preemption: cluster.preemption
});
