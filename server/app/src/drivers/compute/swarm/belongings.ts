import type Docker from 'dockerode';
import { unlessStatus } from '../docker/index.ts';
import type { WorkloadSpec } from '../engine.ts';
import { notSupported } from './not-supported.ts';
import { createSecrets } from './secrets.ts';
import { hasOwnNetwork, networkOf, serviceOf } from './service-spec.ts';
import type { createServices, SwarmService } from './services.ts';

const NOT_FOUND = 404;

/** Services with what is made beside each, and goes with it: a secret, and the network of its group. */
export function createBelongings(manager: Docker, services: ReturnType<typeof createServices>) {
  const secrets = createSecrets(manager);
  /** Names of those whose service is not there yet. */
  const making = new Set<string>();
  /** Services that were removed, with what is left of them: to be removed when it is asked for again. */
  const leaving = new Map<string, SwarmService>();

  async function make(spec: WorkloadSpec): Promise<string> {
    if (hasOwnNetwork(spec)) {
      await services.makeNetwork(networkOf(spec), spec.labels, spec.network === 'none');
    } else if (spec.network === 'none' || spec.group) {
      throw notSupported('give GPUs to work with a network of its own');
    }
    const secret = await secrets.create(spec);
    return services.create(serviceOf(spec, secret)).catch(async (error: unknown) => {
      await secrets.remove(secret && [secret]);
      throw error;
    });
  }

  return {
    async create(spec: WorkloadSpec): Promise<string> {
      const names = [spec.name, networkOf(spec)];
      names.forEach(name => making.add(name));
      try {
        return await make(spec);
      } finally {
        names.forEach(name => making.delete(name));
      }
    },
    async remove(id: string): Promise<void> {
      const present = await unlessStatus(NOT_FOUND, () => services.inspect(id));
      const found = present ?? leaving.get(id);
      if (!found) {
        return;
      }
      leaving.set(id, found);
      await services.remove(id);
      const { ContainerSpec, Networks = [] } = found.Spec.TaskTemplate;
      await secrets.remove(ContainerSpec.Secrets);
      for (const { Target } of Networks) {
        await services.dropNetwork(Target);
      }
      leaving.delete(id);
    },
    /** Removes what a server that was killed has left beside services that are gone, or never came to be. */
    async tidy(labels: Record<string, string>): Promise<void> {
      const kept = await secrets.list(labels);
      const networks = await services.networks(labels);
      const busy = new Set(making);
      const used = new Set((await services.list(labels)).map(({ Spec }) => Spec.Name));
      const isLeft = (name: string): boolean => !busy.has(name) && !used.has(name);
      await secrets.remove(kept.filter(({ SecretName }) => isLeft(SecretName)));
      for (const { Id } of networks.filter(({ Name }) => !busy.has(Name))) {
        await services.dropNetwork(Id); // one that a service is on stays
      }
    }
  };
}
