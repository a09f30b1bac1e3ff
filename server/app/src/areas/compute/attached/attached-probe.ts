import { AtelierError } from '@atelier-ml/api';
import type { AttachedMachine } from '@atelier-ml/api';
import type { z } from 'zod';
import { addressTowards, overviewOf, tryOut } from '../../../drivers/compute/index.ts';
import type { Engine } from '../../../drivers/compute/index.ts';
import { openAttached, sparkLoginOf } from './attached-engines.ts';
import type { AttachedLogin } from './attached-engines.ts';

const MIB = 2 ** 20;

/** What a test of a connection has found. */
export interface Found {
  version: string | null;
  machines: z.output<typeof AttachedMachine>[];
  /** Of Spark: whether its Python runs kernels, and what workers find this machine under. */
  spark?: { hasKernel: boolean; driverHost: string };
}

/** @throws AtelierError which says why it cannot be used */
export async function probe(
  login: AttachedLogin,
  { processes, trialFolder }: { processes: Engine; trialFolder: string }
): Promise<Found> {
  if (login.kind === 'kubernetes') {
    throw new AtelierError('not-supported', 'Kubernetes cannot be attached yet.', {
      remedy: 'Attach a Docker engine or a Swarm. The port of engines is ready for such a driver.'
    });
  }
  const engine = await openAttached(login, processes);
  try {
    return await foundOf(login, engine, trialFolder);
  } finally {
    await engine.close();
  }
}

/** @param trialFolder for what a short job of Spark needs */
export async function foundOf(
  login: AttachedLogin,
  engine: Engine,
  trialFolder: string
): Promise<Found> {
  const tried = login.spark && (await trySpark(login, login.spark, trialFolder));
  const { cpus, machines, memory, version = null } = await engine.capabilities();
  const all = machines ?? [{ name: 'engine', cpus, memory, gpus: 0 }];
  return {
    version: tried?.version ?? version,
    ...(tried && { spark: tried.spark }),
    machines: all.map(({ memory: bytes, ...machine }) => ({
      problem: null,
      ...machine,
      memoryMb: Math.floor(bytes / MIB)
    }))
  };
}

/** A master answers long before anything works: only a job tells. */
async function trySpark(
  login: AttachedLogin,
  settings: NonNullable<AttachedLogin['spark']>,
  folder: string
) {
  const spark = sparkLoginOf(login, settings);
  const driverHost = await addressTowards(spark.address);
  const place = { driverHost, trials: folder };
  const { hasKernel, version } = await tryOut(spark, await overviewOf(spark.webUis), place);
  return { version, spark: { hasKernel, driverHost } };
}
