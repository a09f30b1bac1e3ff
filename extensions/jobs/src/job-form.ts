import type { JobSpec } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobChoices } from './job-choices.ts';
import { moreFields, moreSettings, outputField } from './job-more-form.ts';
import { partsOf } from './open-notebook.ts';

type Submitted = Omit<Partial<JobSpec>, 'program'> & Pick<JobSpec, 'program'>;

const ENVIRONMENT = /^[^\s].*$/;
const isKind = (kind: string) => (values: FormValues) => values.kind === kind;
const hasFile = (values: FormValues) => values.kind !== 'command';

/** What is run: chosen in the form, or settled when it is a notebook in front. */
function programFields(trans: TranslationBundle): FieldSpec[] {
  return [
    {
      name: 'kind',
      kind: 'select',
      label: trans.__('It runs'),
      required: true,
      options: [
        { value: 'command', label: trans.__('A command') },
        { value: 'script', label: trans.__('A script') },
        { value: 'notebook', label: trans.__('A notebook') }
      ]
    },
    {
      name: 'command',
      kind: 'textarea',
      label: trans.__('Command'),
      required: true,
      monospace: true,
      rows: 3,
      placeholder: trans.__('python3 train.py --rate "${{params.rate}}"'),
      help: trans.__(
        'For the shell. ${{inputs.NAME}}, ${{outputs.NAME}} and ${{params.NAME}} are filled in.'
      ),
      when: isKind('command')
    },
    {
      name: 'path',
      kind: 'text',
      label: trans.__('File'),
      required: true,
      placeholder: trans.__('folder/train.py'),
      help: trans.__('Within your files. All that lies in its folder is sent along.'),
      when: hasFile
    },
    {
      name: 'arguments',
      kind: 'textarea',
      label: trans.__('Arguments, one a line'),
      monospace: true,
      rows: 2,
      when: isKind('script')
    },
    {
      name: 'folder',
      kind: 'text',
      label: trans.__('Folder'),
      placeholder: trans.__('folder'),
      help: trans.__(
        'Within your files; sent along. Empty: the command starts in an empty folder.'
      ),
      when: isKind('command')
    }
  ];
}

export function jobFields(
  trans: TranslationBundle,
  { clusters, datasets, environments, isNotebook }: JobChoices & { isNotebook: boolean }
): FieldSpec[] {
  const onContainers = (values: FormValues): boolean =>
    clusters.find(cluster => cluster.name === values.cluster)?.driver === 'docker';
  return [
    ...(isNotebook ? [] : programFields(trans)),
    { name: 'name', kind: 'text', label: trans.__('Name'), maximumLength: 250 },
    { name: 'experiment', kind: 'text', label: trans.__('Experiment'), required: true },
    {
      name: 'cluster',
      kind: 'select',
      label: trans.__('Cluster'),
      required: true,
      options: clusters.map(({ name }) => ({ value: name, label: name }))
    },
    {
      name: 'environment',
      kind: 'text',
      label: trans.__('Environment'),
      placeholder: trans.__('name:version'),
      suggestions: environments,
      pattern: ENVIRONMENT,
      help: trans.__('Empty: the image of the cluster.'),
      when: onContainers
    },
    {
      name: 'params',
      kind: 'key-values',
      label: trans.__('Params'),
      help: isNotebook
        ? trans.__('Set after the cell that is tagged “parameters”, else before the first one.')
        : trans.__('Told to the program as variables, and to the run.')
    },
    {
      name: 'inputs',
      kind: 'key-values',
      label: trans.__('Inputs'),
      keyLabel: trans.__('Name'),
      valueLabel: trans.__('Dataset'),
      valueSuggestions: datasets,
      help: trans.__('Datasets such as diabetes:3.')
    },
    outputField(trans),
    ...courseFields(trans),
    ...moreFields(trans, onContainers)
  ];
}

function courseFields(trans: TranslationBundle): FieldSpec[] {
  return [
    {
      name: 'priority',
      kind: 'select',
      label: trans.__('Priority'),
      required: true,
      options: [
        { value: 'low', label: trans.__('Low') },
        { value: 'normal', label: trans.__('Normal') },
        { value: 'high', label: trans.__('High') }
      ]
    },
    {
      name: 'maxRetries',
      kind: 'number',
      label: trans.__('Retries'),
      integer: true,
      minimum: 0,
      maximum: 20
    },
    {
      name: 'timeoutSeconds',
      kind: 'number',
      label: trans.__('Time-out'),
      unit: 's',
      integer: true,
      minimum: 1,
      help: trans.__('Of each attempt. Empty: none.')
    },
    {
      name: 'nodes',
      kind: 'number',
      label: trans.__('Nodes'),
      integer: true,
      minimum: 1,
      maximum: 64,
      help: trans.__('That start together. Each knows its rank.')
    }
  ];
}

export const JOB_DEFAULTS: FormValues = {
  kind: 'command',
  experiment: 'jobs',
  priority: 'normal',
  ...{ maxRetries: 0, nodes: 1 }
};

function programOf(values: FormValues, notebook?: string): Pick<Submitted, 'program' | 'code'> {
  const kind = notebook === undefined ? values.kind : 'notebook';
  if (kind === 'command') {
    const folder = String(values.folder ?? '').trim();
    return {
      program: { type: 'command', command: String(values.command) },
      ...(folder && { code: { folder } })
    };
  }
  const { folder, name } = partsOf(notebook ?? String(values.path).trim());
  if (kind === 'notebook') {
    return { program: { type: 'notebook', path: name }, code: { folder } };
  }
  const lines = String(values.arguments ?? '').split('\n');
  const given = lines.map(line => line.trim()).filter(Boolean);
  return { program: { type: 'script', path: name, arguments: given }, code: { folder } };
}

const count = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** What the form holds of a job beside what that runs. */
export function jobSettings(values: FormValues) {
  const name = String(values.name ?? '').trim();
  const environment = String(values.environment ?? '').trim();
  return {
    ...(name && { name }),
    ...(environment && { environment }),
    experiment: String(values.experiment),
    cluster: String(values.cluster),
    params: (values.params ?? {}) as Record<string, string>,
    inputs: (values.inputs ?? {}) as Record<string, string>,
    priority: values.priority as JobSpec['priority'],
    maxRetries: count(values.maxRetries),
    timeoutSeconds: count(values.timeoutSeconds),
    nodes: count(values.nodes),
    ...moreSettings(values)
  };
}

/** What the form holds, as the job that is submitted. */
export const jobBody = (values: FormValues, notebook?: string): Submitted => ({
  ...programOf(values, notebook),
  ...jobSettings(values)
});
