import { onlyCredentials } from '@atelier-ml/api';
import type { AttachedCompute } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import { isSpark, sparkBody, sparkFields, sparkValues } from './spark-form.ts';

const overTls = ({ address, kind }: FormValues) =>
  (kind === 'ray' ? /^https:/ : /^(tcp|https?):/).test(String(address ?? ''));
const isRay = ({ kind }: FormValues) => kind === 'ray';
const overSsh = ({ address }: FormValues) => String(address ?? '').startsWith('ssh:');
const FORGET = 'forget';
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;

const words = (text: unknown): string[] =>
  String(text ?? '')
    .split(/[\s,]+/)
    .filter(Boolean);

/**
 * The fields of attached compute.
 * @param known one that is there: its kind stays
 */
export function attachedFields(
  trans: TranslationBundle,
  known?: Pick<AttachedCompute, 'credentials' | 'kind'>
): FieldSpec[] {
  const kinds: FieldSpec = {
    name: 'kind',
    kind: 'select',
    label: trans.__('It is'),
    required: true,
    options: [
      { value: 'docker', label: trans.__('A Docker engine') },
      { value: 'swarm', label: trans.__('A Swarm: the address is that of a manager') },
      { value: 'spark', label: trans.__('A Spark cluster: the address is that of its master') },
      { value: 'ray', label: trans.__('A Ray cluster: the address is that of its dashboard') }
    ],
    help: trans.__('Of a Swarm every machine has to answer in the way in which the manager does.')
  };
  const keep = known === undefined ? '' : trans.__(' Left out: what is kept stays.');
  const certificate = (name: string, label: string, help: string): FieldSpec => ({
    ...{ name, label, help: help + keep, kind: 'file', accept: '.pem,.crt,.key' },
    section: trans.__('TLS'),
    when: overTls
  });
  const fields: FieldSpec[] = [
    { name: 'name', kind: 'text', label: trans.__('Name'), required: true, maximumLength: 128 },
    { name: 'description', kind: 'textarea', label: trans.__('Description'), rows: 2 },
    ...(known === undefined ? [kinds] : []),
    {
      name: 'address',
      kind: 'text',
      label: trans.__('Address'),
      required: true,
      placeholder: trans.__('ssh://user@host'),
      pattern: /^(tcp|https?|ssh|unix|spark):\/\/\S+$/,
      patternMessage: trans.__(
        'Write tcp://HOST:PORT, ssh://USER@HOST, spark://HOST:PORT, or http://HOST:8265 of Ray.'
      )
    },
    ...sparkFields(trans, keep),
    {
      ...{ name: 'token', kind: 'text', label: trans.__('Token'), secret: true },
      help: trans.__('Of Ray. Left empty: it asks for none.') + keep,
      section: trans.__('Ray'),
      when: isRay
    },
    certificate('ca', trans.__('Authority'), trans.__('Certificate that has signed the engine’s.')),
    certificate('cert', trans.__('Certificate'), trans.__('What the studio shows to the engine.')),
    certificate('key', trans.__('Key of the certificate'), trans.__('Kept encrypted.')),
    {
      ...{ name: 'privateKey', kind: 'file', label: trans.__('Private key') },
      help: trans.__('Of the user that the address names. Kept encrypted.') + keep,
      section: trans.__('SSH'),
      when: overSsh
    },
    {
      ...{ name: 'hostKeys', kind: 'text', label: trans.__('Keys of the hosts') },
      placeholder: trans.__('SHA256:…'),
      section: trans.__('SSH'),
      help: trans.__(
        'As `ssh-keygen -l` prints them, with spaces between. Left empty, you are told the key that the host shows.'
      ),
      validate: value =>
        words(value).every(word => FINGERPRINT.test(word))
          ? undefined
          : trans.__('Each is SHA256: and 43 characters.'),
      when: overSsh
    }
  ];
  if (known === undefined) {
    return fields;
  }
  const forget: FieldSpec = {
    ...{ name: FORGET, kind: 'check', label: trans.__('Forget what is kept') },
    help: trans.__('Keys, certificates and secrets. What you give here takes their place.')
  };
  // What is not asked for is no value of the form.
  return [...fields, ...(known.credentials === 'none' ? [] : [forget])].map(field =>
    ofKind(field, known.kind)
  );
}

const ofKind = (field: FieldSpec, kind: string): FieldSpec => ({
  ...field,
  ...(field.when && { when: (values: FormValues) => field.when!({ ...values, kind }) })
});

const textOf = async (value: unknown): Promise<string | undefined> =>
  value instanceof File ? value.text() : undefined;

/** What the form holds. */
export async function attachedBody(values: FormValues) {
  const [ca, cert, key, privateKey] = await Promise.all(
    [values.ca, values.cert, values.key, values.privateKey].map(textOf)
  );
  const tls = overTls(values) && (ca ?? cert ?? key) !== undefined ? { ca, cert, key } : undefined;
  const ssh = overSsh(values) && privateKey !== undefined ? { privateKey } : undefined;
  const secret = isSpark(values) ? values['credentials.token'] : isRay(values) && values.token;
  const token = typeof secret === 'string' ? secret.trim() : '';
  return {
    name: String(values.name),
    description: String(values.description ?? ''),
    address: String(values.address),
    hostKeys: overSsh(values) ? words(values.hostKeys) : [],
    ...(isSpark(values) && { spark: sparkBody(values) }),
    ...((tls || ssh || token) && { credentials: { tls, ssh, ...(token && { token }) } })
  };
}

/** What the form of one that is there holds. */
export async function changedBody(values: FormValues) {
  const body = await attachedBody(values);
  return values[FORGET] === true
    ? { ...body, credentials: onlyCredentials(body.credentials) }
    : body;
}

export const attachedValues = (attached: AttachedCompute): FormValues => ({
  name: attached.name,
  description: attached.description,
  kind: attached.kind,
  ...(attached.spark && sparkValues(attached.spark)),
  address: attached.address,
  hostKeys: attached.hostKeys.join(' ')
});
