import type { JobSpec } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

const MOST_OF_AN_ARRAY = 1_000;
const LONGEST_DELAY = 86_400;

/** What most jobs do without, in a section that is closed at first. */
export function moreFields(
  trans: TranslationBundle,
  onContainers: (values: FormValues) => boolean
): FieldSpec[] {
  const fields: FieldSpec[] = [
    {
      name: 'environmentVariables',
      kind: 'key-values',
      label: trans.__('Environment variables'),
      help: trans.__('Not a place for secrets: they are shown with the job.')
    },
    {
      name: 'secrets',
      kind: 'key-values',
      label: trans.__('Secrets'),
      help: trans.__('Variables that nobody sees again, dropped when the job has ended.'),
      secret: true
    },
    {
      name: 'arrayCount',
      kind: 'number',
      label: trans.__('Jobs of an array'),
      integer: true,
      minimum: 1,
      maximum: MOST_OF_AN_ARRAY,
      help: trans.__('So many jobs of this kind, each with its index. Empty: a single job.')
    },
    {
      name: 'retryDelaySeconds',
      kind: 'number',
      label: trans.__('Delay before a retry'),
      unit: 's',
      integer: true,
      minimum: 0,
      maximum: LONGEST_DELAY
    },
    {
      name: 'image',
      kind: 'text',
      label: trans.__('Image'),
      maximumLength: 500,
      help: trans.__('Wins over the environment. Empty: that of the environment or the cluster.'),
      when: onContainers
    },
    {
      name: 'tags',
      kind: 'key-values',
      label: trans.__('Tags'),
      keyLabel: trans.__('Tag')
    }
  ];
  const section = trans.__('More');
  return fields.map(field => ({ ...field, section, folded: true }));
}

/** Folders that are kept, by the datasets that they become; an empty one is an artifact. */
export const outputField = (trans: TranslationBundle): FieldSpec => ({
  name: 'outputs',
  kind: 'key-values',
  label: trans.__('Outputs'),
  keyLabel: trans.__('Name'),
  valueLabel: trans.__('Dataset, if it becomes one'),
  help: trans.__('Folders that are kept with the run, and as the next version of a dataset.')
});

const recordOf = (value: unknown) => (value ?? {}) as Record<string, string>;

/** What the fields hold, as a part of a job; what they do not hold is undefined. */
export function moreSettings(values: FormValues) {
  const { arrayCount, outputs, retryDelaySeconds } = values;
  const image = String(values.image ?? '').trim();
  return {
    outputs: Object.fromEntries(
      Object.entries(recordOf(outputs)).map(([name, dataset]) => [
        name,
        dataset.trim() ? { dataset: dataset.trim() } : {}
      ])
    ),
    environmentVariables: recordOf(values.environmentVariables),
    secrets: recordOf(values.secrets),
    array: typeof arrayCount === 'number' ? { count: arrayCount } : undefined,
    retryDelaySeconds: typeof retryDelaySeconds === 'number' ? retryDelaySeconds : undefined,
    image: image || undefined,
    tags: recordOf(values.tags)
  };
}

/** What the fields start with for a job that is there; its secrets are known by name only. */
export const moreValues = (job: Omit<JobSpec, 'secrets'>): FormValues => ({
  outputs: Object.fromEntries(
    Object.entries(job.outputs).map(([name, { dataset }]) => [name, dataset ?? ''])
  ),
  environmentVariables: job.environmentVariables,
  arrayCount: job.array && 'count' in job.array ? job.array.count : null,
  retryDelaySeconds: job.retryDelaySeconds || null,
  image: job.image ?? '',
  tags: job.tags
});
