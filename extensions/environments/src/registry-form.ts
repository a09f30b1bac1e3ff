import type { Registry } from '@atelier-ml/api';
import { confirm, showFormDialog } from '@atelier-ml/ui';
import type { FieldSpec } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { EnvironmentServices } from './services.ts';

const HOST = /^[a-zA-Z0-9.-]+(:\d+)?$/;

function registryFields(trans: TranslationBundle, isNew: boolean): FieldSpec[] {
  return [
    ...(isNew
      ? [
          {
            name: 'host',
            kind: 'text' as const,
            label: trans.__('Registry'),
            required: true,
            pattern: HOST,
            patternMessage: trans.__('Write HOST or HOST:PORT, without https:// and path.'),
            placeholder: trans.__('registry.example.org:5000')
          }
        ]
      : []),
    {
      name: 'username',
      kind: 'text',
      label: trans.__('User'),
      help: trans.__('Empty: it is asked without a login.')
    },
    {
      name: 'password',
      kind: 'text',
      secret: true,
      label: trans.__('Password or token'),
      help: trans.__('Kept encrypted, and never shown again.'),
      when: values => Boolean(values.username)
    },
    {
      name: 'check',
      kind: 'check',
      label: trans.__('Log in first, and keep it only if it is accepted')
    }
  ];
}

/** Adds a registry, or changes the login of one. */
export async function editRegistry(
  { client, scope, trans }: EnvironmentServices,
  known?: Registry
): Promise<void> {
  await showFormDialog({
    trans,
    title: known ? trans.__('Login of %1', known.host) : trans.__('New registry'),
    accept: trans.__('Save'),
    fields: registryFields(trans, !known),
    values: { username: known?.username ?? '', check: true },
    submit: ({ check, host, password, username }, { signal }) =>
      client.api.environments.registries.set({
        params: { workspace: scope.reference, host: known?.host ?? String(host) },
        body: {
          username: String(username ?? ''),
          password: username ? String(password ?? '') : '',
          check: check === true
        },
        signal
      })
  });
}

export async function removeRegistry(
  { client, notifier, scope, trans }: EnvironmentServices,
  { host, users }: Registry
): Promise<void> {
  const names = users.map(each => `${each.environment} ${each.version}`).join(', ');
  const agreed = await confirm({
    trans,
    title: trans.__('Forget the login of %1?', host),
    body: names
      ? trans.__('%1 can then not be fetched or built without it. Images there stay.', names)
      : trans.__('Images there stay.'),
    accept: trans.__('Forget'),
    danger: true
  });
  if (agreed) {
    const params = { workspace: scope.reference, host };
    await notifier.attempt(() => client.api.environments.registries.delete({ params }));
  }
}

/** Asks where to an image is sent, and begins to. */
export async function pushVersion(
  { client, pages, scope, trans }: EnvironmentServices,
  { environment, name, version }: { environment: string; name: string; version: number }
): Promise<void> {
  const { environments: api } = client.api;
  const place = { workspace: scope.reference };
  const hosts = (await api.registries.list({ params: place })).items.map(({ host }) => host);
  const begun = await showFormDialog({
    trans,
    title: trans.__('Send version %1 of “%2” to a registry', version, name),
    accept: trans.__('Send'),
    fields: [
      {
        name: 'reference',
        kind: 'text',
        label: trans.__('Name of the copy'),
        required: true,
        help: hosts.length
          ? trans.__('HOST/NAME:TAG. Logins are kept for %1.', hosts.join(', '))
          : trans.__('HOST/NAME:TAG. No login of a registry is kept yet.')
      }
    ],
    values: { reference: `${hosts[0] ?? 'localhost:5000'}/${imageName(name)}:${version}` },
    submit: ({ reference }, { signal }) =>
      api.versions.push({
        params: { ...place, environment, version },
        body: { reference: String(reference) },
        signal
      })
  });
  if (begun) {
    pages.open('environment-registries', {});
  }
}

/** Asks which image is fetched, and begins to. */
export async function pullImage({ client, scope, trans }: EnvironmentServices): Promise<void> {
  await showFormDialog({
    trans,
    title: trans.__('Fetch an image'),
    accept: trans.__('Fetch'),
    fields: [
      {
        name: 'reference',
        kind: 'text',
        label: trans.__('Image'),
        required: true,
        placeholder: trans.__('registry.example.org:5000/team/base:3'),
        help: trans.__('Environments can then start from it.')
      }
    ],
    submit: ({ reference }, { signal }) =>
      client.api.environments.registries.pull({
        params: { workspace: scope.reference },
        body: { reference: String(reference) },
        signal
      })
  });
}

/** As registries allow it. */
const imageName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'environment';
