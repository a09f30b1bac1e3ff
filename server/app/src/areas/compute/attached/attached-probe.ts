import { AtelierError } from '@atelier-ml/api';
import type { AttachedMachine } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Engine } from '../../../drivers/compute/index.ts';
import { openAttached } from './attached-engines.ts';
import type { AttachedLogin } from './attached-engines.ts';

const MIB = 2 ** 20;

/** What a test of a connection has found. */
export interface Found {
  version: string | null;
  machines: z.output<typeof AttachedMachine>[];
}

/** @throws AtelierError which says why it cannot be used */
export async function probe(login: AttachedLogin): Promise<Found> {
  if (login.kind === 'kubernetes') {
    throw new AtelierError('not-supported', 'Kubernetes cannot be attached yet.', {
      remedy: 'Attach a Docker engine or a Swarm. The port of engines is ready for such a driver.'
    });
  }
  const engine = await openAttached(login);
  try {
    return await foundOf(engine);
  } finally {
    await engine.close();
  }
}

export async function foundOf(engine: Engine): Promise<Found> {
  const { cpus, machines, memory, version = null } = await engine.capabilities();
  const all = machines ?? [{ name: 'engine', cpus, memory, gpus: 0 }];
  return {
    version,
    machines: all.map(({ memory: bytes, ...machine }) => ({
      problem: null,
      ...machine,
      memoryMb: Math.floor(bytes / MIB)
    }))
  };
}
