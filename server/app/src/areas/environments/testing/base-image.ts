import type { EnvironmentVersion } from '@atelier-ml/api';
import { watchChanges } from '../../../testing/index.ts';
import type { TestServer } from '../../../testing/index.ts';

/** Makes `atelier/base:latest` of this machine. */
export async function bootstrap({ client: { environments } }: TestServer): Promise<void> {
  let engine = await environments.bootstrap({ body: { from: 'machine' } });
  while (engine.bootstrap.state === 'running') {
    await new Promise(resolve => setTimeout(resolve, 200));
    engine = await environments.engine();
  }
  expect(engine.bootstrap).toMatchObject({ state: 'done', error: null });
  expect(engine.base).toMatchObject({ reference: 'atelier/base:latest' });
}

/** The version of an environment once its build has ended. */
export async function whenBuilt(
  server: TestServer,
  environment: string,
  version = 1
): Promise<EnvironmentVersion> {
  const events = await watchChanges(server);
  const params = { workspace: '~', environment, version };
  for (;;) {
    const found = await server.client.environments.versions.get({ params });
    if (!['queued', 'building'].includes(found.state)) {
      events.close();
      return found;
    }
    await events.next(({ kind }) => kind === 'environment');
  }
}

/** Deletes all environments of a server, with their images. */
export async function deleteEnvironments({ client }: TestServer): Promise<void> {
  const here = { workspace: '~' };
  for (const { id } of (await client.environments.list({ params: here, query: {} })).items) {
    await client.environments.delete({ params: { ...here, environment: id } });
  }
}
