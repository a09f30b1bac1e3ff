import { AtelierError } from '@atelier-ml/api';
import type { routes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Attached } from './attached/index.ts';
import type { Environments } from '../environments/index.ts';
import type { InstanceRow } from './compute.store.ts';
import { checkSchedules } from './schedule-times.ts';

type Created = z.output<(typeof routes.compute.create)['body']>;
/** A version of an environment that is ready. */
type Chosen = Awaited<ReturnType<Environments['choose']>>;
type Updated = z.output<(typeof routes.compute.update)['body']>;

const refused = (path: string, message: string): AtelierError =>
  new AtelierError('not-supported', 'Processes of this machine know no such thing.', {
    remedy: 'Leave it out, or run the instance as a container.',
    fields: [{ path: `body.${path}`, message }]
  });

/** @throws AtelierError `not-supported` for what only a container can have */
function checkDriver(driver: string, { setupScript, size }: Updated): void {
  if (driver === 'docker') {
    return;
  }
  if (setupScript) {
    throw refused('setupScript', 'only a container is set up');
  }
  if (size?.sharedMemoryMb != null) {
    throw refused('size.sharedMemoryMb', 'only a container has its own shared memory');
  }
  if (size?.diskGb != null) {
    throw refused('size.diskGb', 'only a container has its own disk');
  }
}

/** @throws AtelierError for what a container on attached compute lacks, or cannot have */
function checkSizeElsewhere(size: NonNullable<Updated['size']>): void {
  for (const part of ['cpus', 'memoryMb'] as const) {
    if (size[part] === null) {
      throw new AtelierError('invalid-input', 'An instance on attached compute needs a size.', {
        remedy: 'Give it processors and memory.',
        fields: [{ path: `body.size.${part}`, message: 'is needed on attached compute' }]
      });
    }
  }
  if (size.gpus > 0) {
    throw new AtelierError('not-supported', 'Instances on attached compute get no GPUs yet.', {
      remedy: 'Run work with GPUs there as jobs, on a cluster.',
      fields: [{ path: 'body.size.gpus', message: 'cannot be had on attached compute' }]
    });
  }
}

/**
 * The attached compute that a new instance is to be on; null: none.
 * @throws AtelierError `not-supported` for one on which there can be no instances
 */
export async function placeOf(
  attached: Pick<Attached, 'find'>,
  { workspace }: { workspace: string },
  input: Created,
  user: User
): Promise<string | null> {
  if (input.attached === undefined) {
    return null;
  }
  const { id, kind, name } = await attached.find({ workspace, attached: input.attached }, user);
  if (kind !== 'docker' || input.driver !== 'docker') {
    throw new AtelierError('not-supported', `“${name}” takes no such instance.`, {
      remedy: 'Choose one Docker engine, and an image; what spreads or moves work takes jobs only.',
      fields: [{ path: 'body.attached', message: 'takes containers, as one Docker engine' }]
    });
  }
  return id;
}

/** A new instance, not yet stored: without its container and its kernelspec. */
export function draftOf(
  input: Created,
  chosen: Chosen | undefined,
  made: { workspaceId: string; attachedId: string | null; owner: User; now: number }
): InstanceRow {
  if (input.driver === 'docker' && input.image === undefined && !chosen) {
    throw new AtelierError('invalid-input', 'A container needs an image.', {
      remedy: 'Name the image of an environment.',
      fields: [{ path: 'body.image', message: 'is needed by the driver docker' }]
    });
  }
  return {
    id: newId(),
    workspace_id: made.workspaceId,
    name: input.name,
    description: input.description,
    state: 'running',
    cpus: null,
    memory_mb: null,
    environment_variables: '{}',
    kernelspec: '',
    driver: input.driver,
    attached_id: made.attachedId,
    image: input.driver === 'docker' ? (chosen?.image ?? input.image!) : null,
    environment_id: chosen?.id ?? null,
    environment_version: chosen?.version ?? null,
    network: input.network,
    languages: '["typescript"]',
    ...{ workload: null, problem: null, last_exit: null, setup: null, stop_reason: null },
    warm_kernels: null,
    owner: JSON.stringify({ username: made.owner.username, name: made.owner.name }),
    tags: '{}',
    shared_memory_mb: null,
    disk_gb: null,
    ...{ gpus: 0, gpu_sharing: 'exclusive' },
    setup_script: '',
    idle_shutdown_minutes: null,
    schedules: '[]',
    schedules_at: made.now,
    ...{ created_at: made.now, updated_at: made.now },
    ...changesOf(input, { driver: input.driver, attached_id: made.attachedId }, made.now)
  };
}

/** What a request changes of an instance. */
export function changesOf(
  input: Updated,
  row: Pick<InstanceRow, 'driver' | 'attached_id'>,
  now: number
): Partial<InstanceRow> {
  checkDriver(row.driver, input);
  if (row.attached_id !== null && input.size) {
    checkSizeElsewhere(input.size);
  }
  checkSchedules(input.schedules ?? []);
  const { environmentVariables, schedules, size, tags } = input;
  const changed: Partial<InstanceRow> = {
    name: input.name,
    description: input.description,
    warm_kernels: input.warmKernels,
    setup_script: input.setupScript,
    idle_shutdown_minutes: input.idleShutdownMinutes,
    environment_variables: environmentVariables && JSON.stringify(environmentVariables),
    tags: tags && JSON.stringify(tags),
    schedules: schedules && JSON.stringify(schedules),
    // From now on: not what would have been due before.
    schedules_at: schedules && now,
    ...(size && {
      cpus: size.cpus,
      memory_mb: size.memoryMb,
      shared_memory_mb: size.sharedMemoryMb,
      disk_gb: size.diskGb,
      gpus: size.gpus,
      gpu_sharing: size.gpuSharing
    })
  };
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}
