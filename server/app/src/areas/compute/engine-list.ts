import type { ComputeEngine } from '@atelier-ml/api';
import type { Engine } from '../../drivers/compute/index.ts';

/** What can run work on this machine, and if it cannot, why. */
export async function listEngines(
  engine: () => Promise<Engine>
): Promise<{ items: ComputeEngine[] }> {
  const docker = await engine()
    .then(found => found.capabilities())
    .then(
      ({ version }) => ({ available: true, version }),
      (error: Error) => ({ available: false, problem: error.message })
    );
  return {
    items: [
      { driver: 'process', available: true },
      { driver: 'docker', ...docker }
    ]
  };
}
