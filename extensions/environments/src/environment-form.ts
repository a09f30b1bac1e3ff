import { EnvironmentSpec } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

interface Curated {
  name: string;
  description: string;
}

const PACKAGES = 'packages';
const DOCKERFILE = 'dockerfile';

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
      help: trans.__('Empty: the image that was made of this machine.'),
      when: ofPackages
    },
    lines('pip', trans.__('Python packages'), trans.__('As in requirements.txt, one in a line.')),
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
      name: 'kernel',
      kind: 'select',
      label: trans.__('Kernel for notebooks'),
      options: [
        { value: 'python', label: trans.__('Python') },
        { value: 'typescript', label: trans.__('TypeScript') },
        { value: 'r', label: trans.__('R') }
      ],
      when: values => values.kind === PACKAGES || values.kind === DOCKERFILE
    }
  ];
}

const linesOf = (value: unknown): string[] =>
  String(value ?? '')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);

/** What the form holds as a specification. */
export function specOf(values: FormValues): EnvironmentSpec {
  const kernels = values.kernel ? [String(values.kernel)] : [];
  return EnvironmentSpec.parse(
    values.kind === DOCKERFILE
      ? { kind: DOCKERFILE, dockerfile: values.dockerfile, kernels }
      : {
          kind: PACKAGES,
          base: String(values.base ?? '') || undefined,
          pip: linesOf(values.pip),
          apt: linesOf(values.apt),
          npm: linesOf(values.npm),
          setUp: linesOf(values.setUp),
          environmentVariables: values.environmentVariables ?? {},
          kernels
        }
  );
}

/** The form's values of a specification. */
export function specValues(spec: EnvironmentSpec): FormValues {
  const [kernel = ''] = spec.kernels;
  return spec.kind === 'packages'
    ? {
        ...spec,
        pip: spec.pip.join('\n'),
        apt: spec.apt.join('\n'),
        npm: spec.npm.join('\n'),
        setUp: spec.setUp.join('\n'),
        kernel
      }
    : { ...spec, kernel };
}
