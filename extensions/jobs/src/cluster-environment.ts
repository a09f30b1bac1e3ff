import type { FormValues } from '@atelier-ml/ui';
import type { Choice } from './job-choices.ts';
import type { JobServices } from './services.ts';

const MOST_ENVIRONMENTS = 200;

/** The environments that a cluster can run, those that would be built first among them. */
export async function environmentChoices(
  { client, notifier, scope, trans }: JobServices,
  workspace = scope.reference
): Promise<Choice[]> {
  const { environments: api } = client.api;
  const params = { workspace };
  const found = await notifier.attempt(() =>
    Promise.all([api.list({ params, query: { limit: MOST_ENVIRONMENTS } }), api.curated()])
  );
  const [all, curated] = found ?? [];
  const ready = all?.items.filter(({ latest }) => latest.state === 'ready') ?? [];
  const others = curated?.items.filter(each => !ready.some(({ name }) => name === each.name)) ?? [];
  return [
    ...ready.map(({ latest, name }) => ({
      value: `${name}:${latest.version}`,
      label: trans.__('%1, version %2', name, latest.version)
    })),
    ...others.map(({ description, name }) => ({
      value: `curated:${name}`,
      label: trans.__('Ready-made, built first: %1', description)
    }))
  ];
}

/** With the image of the chosen environment, which is built first if it must be. */
export async function withImage(
  { client, commands, scope }: JobServices,
  values: FormValues
): Promise<FormValues> {
  if (values.driver !== 'docker' || !values.environment) {
    return values;
  }
  const reference = String(
    await commands.execute('environments:provide-environment', {
      reference: String(values.environment)
    })
  );
  const [environment = '', version] = reference.split(':');
  const params = { workspace: scope.reference, environment, version: Number(version) };
  const { image } = await client.api.environments.versions.get({ params });
  return { ...values, image };
}
