import type { ComputeInstance } from '@atelier-ml/api';
import { watchChanges } from '../../../testing/index.ts';
import type { TestServer } from '../../../testing/index.ts';

/** An instance once it is as wanted. */
export async function whenInstance(
  server: TestServer,
  params: { workspace: string; instance: string },
  fits: (instance: ComputeInstance) => boolean
): Promise<ComputeInstance> {
  const events = await watchChanges(server);
  let instance = await server.client.compute.get({ params });
  while (!fits(instance)) {
    await events.next(event => event.kind === 'compute');
    instance = await server.client.compute.get({ params });
  }
  events.close();
  return instance;
}
