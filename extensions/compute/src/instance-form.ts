import type { ComputeEngine, ComputeInstance, Environment, Host } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import { careBody, careFields, careValues, containerSizeFields, tagField } from './care-form.ts';
import { gpuBody, gpuFields, gpuValues } from './gpu-fields.ts';
import { sizeFields } from './size-fields.ts';

export interface Curated {
  name: string;
  description: string;
}

const ATTACHED = 'attached:';
/** Of a new instance: which attached compute it is to be on. */
const attachedOf = ({ driver }: FormValues): string | undefined =>
  String(driver).startsWith(ATTACHED) ? String(driver).slice(ATTACHED.length) : undefined;
const inContainer = (values: FormValues) =>
  values.driver === 'docker' || attachedOf(values) !== undefined;

/** What a container is made of unless something else is chosen: what is ready, then what is ready-made. */
export const firstEnvironment = ([ready]: Environment[], [offered]: Curated[] = []): string =>
  ready ? `${ready.name}:${ready.latest.version}` : offered ? `curated:${offered.name}` : '';

/** What is settled for good when an instance is made. */
function placeFields(
  engines: ComputeEngine[],
  environments: Environment[],
  curated: Curated[],
  attached: string[],
  images: string[],
  trans: TranslationBundle
): FieldSpec[] {
  const docker = engines.find(engine => engine.driver === 'docker');
  return [
    {
      name: 'driver',
      kind: 'select',
      label: trans.__('Runs as'),
      options: [
        { value: 'process', label: trans.__('Processes of this machine') },
        ...(docker?.available ? [{ value: 'docker', label: trans.__('A container') }] : []),
        ...attached.map(name => ({
          value: ATTACHED + name,
          label: trans.__('A container on “%1”', name)
        }))
      ],
      help: [
        docker?.available
          ? trans.__('A container has its own files and programs, and keeps to its size.')
          : trans.__('Containers cannot be had here: %1', docker?.problem ?? ''),
        ...(attached.length
          ? [
              trans.__(
                'With another machine no files are shared: those of a notebook’s folder are sent with its kernel, and what is written there stays there.'
              )
            ]
          : [])
      ].join(' ')
    },
    {
      name: 'environment',
      kind: 'select',
      label: trans.__('Environment'),
      options: [
        ...environments.map(({ latest, name }) => ({
          value: `${name}:${latest.version}`,
          label: trans.__('%1, version %2', name, latest.version)
        })),
        ...curated.map(({ description, name }) => ({
          value: `curated:${name}`,
          label: trans.__('Ready-made, built first: %1', description)
        })),
        { value: '', label: trans.__('None: an image by its name') }
      ],
      when: values => inContainer(values) && environments.length + curated.length > 0
    },
    {
      name: 'image',
      kind: 'text',
      label: trans.__('Image'),
      required: true,
      suggestions: images.map(value => ({ value })),
      help: trans.__(
        'One that the container engine has, such as python:3.12 once it is fetched. With the GNU C library it runs TypeScript, with ipykernel Python, too.'
      ),
      when: values => inContainer(values) && !values.environment
    },
    {
      name: 'network',
      kind: 'select',
      label: trans.__('Network'),
      options: [
        { value: 'none', label: trans.__('None') },
        { value: 'outbound', label: trans.__('Reaches others, and nobody reaches it') }
      ],
      help: trans.__(
        'Without one no package can be installed from a notebook, and no data fetched; the studio is reached all the same.'
      ),
      when: inContainer
    }
  ];
}

/** The fields of an instance; `engines`: of a new one. */
export function instanceFields(
  trans: TranslationBundle,
  {
    driver,
    engines,
    environments = [],
    curated = [],
    attached = [],
    images = [],
    host
  }: {
    driver?: ComputeInstance['driver'];
    engines?: ComputeEngine[];
    /** Those whose newest version is ready. */
    environments?: Environment[];
    curated?: Curated[];
    /** Names of attached engines. */
    attached?: string[];
    /** Tags of images that the engine of this machine has. */
    images?: string[];
    /** This machine; undefined: nobody knows what it has. */
    host?: Host;
  } = {}
): FieldSpec[] {
  const isContainer = (values: FormValues) =>
    driver === undefined ? inContainer(values) : driver === 'docker';
  const isHere = (values: FormValues) => attachedOf(values) === undefined;
  return [
    {
      name: 'name',
      kind: 'text',
      label: trans.__('Name'),
      required: true,
      maximumLength: 128
    },
    {
      name: 'description',
      kind: 'textarea',
      label: trans.__('Description')
    },
    tagField(trans),
    ...(engines ? placeFields(engines, environments, curated, attached, images, trans) : []),
    ...sizeFields(trans, {
      ...{ host, isShared: driver === 'docker' },
      isContainerHere: values => isContainer(values) && isHere(values)
    }),
    ...containerSizeFields(trans, isContainer),
    ...gpuFields(trans, host?.gpus).map(field => ({
      ...field,
      when: (values: FormValues) => isHere(values) && (field.when?.(values) ?? true)
    })),
    {
      name: 'warmKernels',
      kind: 'number',
      label: trans.__('Kernels that wait'),
      integer: true,
      minimum: 0,
      maximum: 2,
      help: trans.__(
        'Started in advance, so that a notebook begins at once. Empty: one, where there is 1 GiB of memory.'
      ),
      when: values => isContainer(values) && isHere(values),
      section: trans.__('Set-up')
    },
    {
      name: 'environmentVariables',
      kind: 'key-values',
      label: trans.__('Environment variables'),
      help: trans.__('Visible to every kernel on this instance. Not a place for secrets.'),
      section: trans.__('Set-up')
    },
    ...careFields(trans, isContainer)
  ];
}

const limit = (value: unknown) => (typeof value === 'number' ? value : null);

/** What the form holds, as the body of a request. */
export function instanceBody(values: Record<string, unknown>) {
  return {
    name: String(values.name),
    description: String(values.description ?? ''),
    size: {
      cpus: limit(values.cpus),
      memoryMb: limit(values.memoryMb),
      sharedMemoryMb: limit(values.sharedMemoryMb),
      diskGb: limit(values.diskGb),
      ...gpuBody(values)
    },
    warmKernels: limit(values.warmKernels),
    environmentVariables: (values.environmentVariables ?? {}) as Record<string, string>,
    ...careBody(values)
  };
}

/** What the form of a new instance holds, as the body of a request. */
export function newInstanceBody(values: Record<string, unknown>) {
  const place = inContainer(values)
    ? {
        driver: 'docker' as const,
        attached: attachedOf(values),
        ...(values.environment
          ? { environment: String(values.environment) }
          : { image: String(values.image) }),
        network: values.network === 'outbound' ? ('outbound' as const) : ('none' as const)
      }
    : {};
  const body = instanceBody(values);
  // What was typed before another driver was chosen.
  const given = inContainer(values) ? body : withoutContainer(body);
  return { ...(attachedOf(values) === undefined ? given : elsewhere(given)), ...place };
}

type Body = ReturnType<typeof instanceBody>;

const elsewhere = (body: Body): Body => ({
  ...body,
  warmKernels: null,
  size: { ...body.size, ...gpuBody({}) }
});

const withoutContainer = (body: Body): Body => ({
  ...body,
  setupScript: '',
  size: { ...body.size, sharedMemoryMb: null, diskGb: null }
});

/** What the form starts with when an instance is edited. */
export const instanceValues = (instance: ComputeInstance) => ({
  name: instance.name,
  description: instance.description,
  cpus: instance.size.cpus,
  memoryMb: instance.size.memoryMb,
  sharedMemoryMb: instance.size.sharedMemoryMb,
  diskGb: instance.size.diskGb,
  ...gpuValues(instance.size),
  warmKernels: instance.warmKernels,
  environmentVariables: instance.environmentVariables,
  ...careValues(instance)
});
