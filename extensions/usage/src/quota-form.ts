import type { Quota, QuotaScope, UsageSubject, Workspace } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import { EVERYBODY, partLabels, PARTS, userLabel } from './usage-words.ts';
import type { Part } from './usage-words.ts';

const UNITS: Partial<Record<Part, string>> = { memoryMb: 'MiB', diskGb: 'GiB' };

/** The fields of a quota; whose it is stays once it is set. */
export function quotaFields(
  trans: TranslationBundle,
  workspaces: readonly Workspace[] | null,
  users: readonly UsageSubject[] = []
): FieldSpec[] {
  const labels = partLabels(trans);
  const whose: FieldSpec[] = [
    {
      name: 'whose',
      kind: 'select',
      label: trans.__('Quota of'),
      required: true,
      options: [
        { value: 'workspace', label: trans.__('A workspace') },
        { value: 'user', label: trans.__('A user') },
        { value: 'each-workspace', label: trans.__('Each workspace without its own') },
        { value: 'each-user', label: trans.__('Each user without an own one') }
      ]
    },
    {
      name: 'workspace',
      kind: 'select',
      label: trans.__('Workspace'),
      required: true,
      options: (workspaces ?? []).map(({ id, name }) => ({ value: id, label: name })),
      when: values => values.whose === 'workspace'
    },
    {
      name: 'user',
      kind: 'text',
      label: trans.__('Username'),
      required: true,
      maximumLength: 250,
      suggestions: users.map(each => ({ value: each.subject, label: userLabel(each) })),
      help: trans.__(
        'As Jupyter has authenticated the user; who works alone with one token is “local”.'
      ),
      when: values => values.whose === 'user'
    }
  ];
  return [
    ...(workspaces ? whose : []),
    ...PARTS.map((part): FieldSpec => ({
      name: part,
      kind: 'number',
      label: labels[part],
      integer: true,
      minimum: 0,
      ...(UNITS[part] && { unit: UNITS[part] }),
      ...(part === 'instances' && { help: trans.__('Running ones. Empty: any number.') }),
      ...(part === 'cpus' && { help: trans.__('Empty: no limit.') }),
      section: trans.__('At most')
    }))
  ];
}

/** Whom the form is about. */
export function quotaPlace(values: FormValues): { scope: QuotaScope; subject: string } {
  switch (values.whose) {
    case 'workspace':
      return { scope: 'workspace', subject: String(values.workspace) };
    case 'user':
      return { scope: 'user', subject: String(values.user).trim() };
    case 'each-workspace':
      return { scope: 'workspace', subject: EVERYBODY };
    default:
      return { scope: 'user', subject: EVERYBODY };
  }
}

const limit = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export const quotaBody = (values: FormValues) =>
  Object.fromEntries(PARTS.map(part => [part, limit(values[part])]));

export const quotaValues = ({ limits }: Quota): FormValues => ({ ...limits });
