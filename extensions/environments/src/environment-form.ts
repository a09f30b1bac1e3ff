import { EnvironmentSpec } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

interface Curated {
  name: string;
  description: string;
}

const PACKAGES = 'packages';
const DOCKERFILE = 'dockerfile';
const FILES = 'files';

/** The fields of a new environment. */
export function environmentFields(trans: TranslationBundle, curated: Curated[]): FieldSpec[] {
  return [
    { name: 'name', kind: 'text', label: trans.__('Name'), required: true, maximumLength: 128 },
    { name: 'description', kind: 'text', label: trans.__('Description') },
    {
      name: 'kind',
      kind: 'select',
      label: trans.__('Made of'),
      required: true,
      options: [
        { value: PACKAGES, label: trans.__('Packages') },
        { value: DOCKERFILE, label: trans.__('A Dockerfile') },
        { value: FILES, label: trans.__('Files, such as a Dockerfile or environment.yml') },
        ...curated.map(({ description, name }) => ({
          value: `curated:${name}`,
          label: trans.__('Ready-made: %1', description)
        }))
      ]
    },
    ...specFields(trans),
    {
      name: 'build',
      kind: 'check',
      label: trans.__('Build it at once')
    }
  ];
}

/** The fields of what an environment is made of. */
export function specFields(trans: TranslationBundle): FieldSpec[] {
  const ofPackages = (values: FormValues): boolean => values.kind === PACKAGES;
  const lines = (name: string, label: string, help: string): FieldSpec => ({
    name,
    kind: 'textarea',
    label,
    help,
    rows: 3,
    monospace: true,
    when: ofPackages
  });
  return [
    {
      name: 'base',
      kind: 'text',
      label: trans.__('Base image'),
      placeholder: trans.__('atelier/base:latest'),
      help: trans.__(
        'Empty: the image of this machine, which is made first if it is not there yet.'
      ),
      when: values => values.kind === PACKAGES || values.kind === FILES
    },
    {
      name: 'files',
      kind: 'files',
      label: trans.__('Files'),
      required: true,
      help: trans.__(
        'A Dockerfile with what it copies; or apt.txt, environment.yml or conda.yml, requirements.txt, package.json, install.R and postBuild, which are read in this order, with what they need.'
      ),
      when: values => values.kind === FILES
    },
    lines('pip', trans.__('Python packages'), trans.__('As in requirements.txt, one in a line.')),
    lines(
      'conda',
      trans.__('Conda packages'),
      trans.__(
        'One in a line, such as numpy>=2. Python from here is the Python of the environment.'
      )
    ),
    lines(
      'channels',
      trans.__('Conda channels'),
      trans.__('Names or addresses, the first before the next. Empty: conda-forge.')
    ),
    lines('apt', trans.__('Debian packages'), trans.__('One in a line.')),
    lines('npm', trans.__('Node packages'), trans.__('One in a line.')),
    lines('setUp', trans.__('Set-up commands'), trans.__('Each line is a step of its own.')),
    {
      name: 'environmentVariables',
      kind: 'key-values',
      label: trans.__('Environment variables'),
      help: trans.__('Written into the image. Not a place for secrets.'),
      when: ofPackages
    },
    {
      name: 'dockerfile',
      kind: 'textarea',
      label: trans.__('Dockerfile'),
      rows: 10,
      monospace: true,
      required: true,
      when: values => values.kind === DOCKERFILE
    },
    {
      name: 'context',
      kind: 'files',
      label: trans.__('Files beside it'),
      help: trans.__('That the Dockerfile copies.'),
      when: values => values.kind === DOCKERFILE
    },
    {
      name: 'kernel',
      kind: 'select',
      label: trans.__('Kernel for notebooks'),
      options: [
        { value: 'python', label: trans.__('Python') },
        { value: 'typescript', label: trans.__('TypeScript') },
        { value: 'r', label: trans.__('R') }
      ],
      when: values => [PACKAGES, DOCKERFILE, FILES].includes(String(values.kind))
    }
  ];
}

const linesOf = (value: unknown): string[] =>
  String(value ?? '')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);

/** What the form holds as a specification; rejects where a file is no text. */
export async function specOf(values: FormValues): Promise<EnvironmentSpec> {
  const kernels = values.kernel ? [String(values.kernel)] : [];
  const base = String(values.base ?? '') || undefined;
  if (values.kind === FILES || values.kind === DOCKERFILE) {
    const given = await textsOf(values[values.kind === FILES ? 'files' : 'context']);
    const { Dockerfile = values.dockerfile, ...files } = given;
    return EnvironmentSpec.parse(
      values.kind === DOCKERFILE || 'Dockerfile' in given
        ? { kind: DOCKERFILE, dockerfile: Dockerfile, files, kernels }
        : { kind: FILES, base, files, kernels }
    );
  }
  return EnvironmentSpec.parse({
    kind: PACKAGES,
    base,
    pip: linesOf(values.pip),
    conda: linesOf(values.conda),
    channels: linesOf(values.channels),
    apt: linesOf(values.apt),
    npm: linesOf(values.npm),
    setUp: linesOf(values.setUp),
    environmentVariables: values.environmentVariables ?? {},
    kernels
  });
}

async function textsOf(value: unknown): Promise<Record<string, string>> {
  const files = (value ?? []) as readonly File[];
  const entries = files.map(async file => [file.name, await textOf(file)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function textOf(file: File): Promise<string> {
  const bytes = await bytesOf(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`${file.name}: only files of text can be taken.`, { cause });
  }
}

const bytesOf = (file: File): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer));
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsArrayBuffer(file);
  });

const filesOf = (texts: Record<string, string>): File[] =>
  Object.entries(texts).map(([path, text]) => new File([text], path));

/** The form's values of a specification. */
export function specValues(spec: EnvironmentSpec): FormValues {
  const [kernel = ''] = spec.kernels;
  switch (spec.kind) {
    case 'packages':
      return {
        ...spec,
        pip: spec.pip.join('\n'),
        conda: spec.conda.join('\n'),
        // Of versions before there were channels.
        channels: (spec.channels ?? []).join('\n'),
        apt: spec.apt.join('\n'),
        npm: spec.npm.join('\n'),
        setUp: spec.setUp.join('\n'),
        kernel
      };
    case 'dockerfile':
      return { ...spec, context: filesOf(spec.files), kernel };
    case 'files':
      return { ...spec, files: filesOf(spec.files), kernel };
  }
}
