import { readFile } from 'node:fs/promises';
import type { ComputeInstance, InstanceSchedule } from '@atelier-ml/api';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { collectPairs } from '../files.ts';
import { numberOf } from '../number.ts';

/** The options by which commands take what an instance is. */
export interface InstanceOptions {
  image?: string;
  environment?: string;
  attached?: string;
  network?: 'none' | 'outbound';
  warm?: string;
  name?: string;
  description?: string;
  cpus?: string;
  memory?: string;
  sharedMemory?: string;
  disk?: string;
  gpus?: string;
  gpuSharing?: 'exclusive' | 'shared';
  env?: Record<string, string>;
  tag?: Record<string, string>;
  setup?: string;
  idle?: string;
  schedule?: InstanceSchedule[];
}

/** What both `create` and `update` take; `all`, or `never`, takes a limit away. */
export function withInstanceOptions(command: Command): Command {
  return command
    .option('--description <text>', 'what it is for')
    .option('--cpus <number>', 'processors that its kernels may use, or all')
    .option(
      '--memory <MiB>',
      'memory that each of its kernels may take, or all; of a container: all together'
    )
    .option('--shared-memory <MiB>', '/dev/shm of a container')
    .option('--disk <GiB>', 'what the home and the own files of a container may take, or all')
    .option('--gpus <count>', 'GPUs that it gets when it is started')
    .addOption(gpuSharingOption())
    .option('--env <name=value>', 'variable for its kernels; may be repeated', collectPairs)
    .option('--tag <name=value>', 'a tag; may be repeated', collectPairs)
    .option('--warm <0|1|2>', 'kernels of a container that are started in advance')
    .option('--setup <file>', 'shell script that sets up each container that is made anew')
    .option('--idle <minutes>', 'stop it after so many minutes without work, or never')
    .option(
      '--schedule <schedule>',
      'such as "stop 0 19 * * 1-5 Europe/Berlin", or none; may be repeated',
      collectSchedules
    );
}

/** Of an instance, or of a node. */
export const gpuSharingOption = (): Option =>
  new Option('--gpu-sharing <how>', 'whether others may have the same GPUs').choices([
    'exclusive',
    'shared'
  ]);

function collectSchedules(text: string, before: InstanceSchedule[] = []): InstanceSchedule[] {
  const [action, ...rest] = text.trim().split(/\s+/);
  if (action === 'none' && !rest.length) {
    return before;
  }
  if ((action !== 'start' && action !== 'stop') || rest.length < 5 || rest.length > 6) {
    throw new InvalidArgumentError('Give start or stop, five fields of cron, and a time zone.');
  }
  const timeZone = rest[5] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...before, { action, cron: rest.slice(0, 5).join(' '), timeZone }];
}

const limitOf = (option: string, text: string | undefined, present: number | null) =>
  text === 'all' || text === 'never' ? null : (numberOf(option, text) ?? present);

const NO_SIZE: ComputeInstance['size'] = {
  ...{ cpus: null, memoryMb: null, sharedMemoryMb: null, diskGb: null },
  ...{ gpus: 0, gpuSharing: 'exclusive' }
};

/** The options as the body of a request. */
export async function instanceBody(options: InstanceOptions, present?: ComputeInstance) {
  const { cpus, description, disk, env, gpus, gpuSharing, idle, memory, schedule } = options;
  const { setup, sharedMemory, tag } = options;
  const before = present?.size ?? NO_SIZE;
  const size = {
    cpus: limitOf('--cpus', cpus, before.cpus),
    memoryMb: limitOf('--memory', memory, before.memoryMb),
    sharedMemoryMb: limitOf('--shared-memory', sharedMemory, before.sharedMemoryMb),
    diskGb: limitOf('--disk', disk, before.diskGb),
    gpus: numberOf('--gpus', gpus) ?? before.gpus,
    gpuSharing: gpuSharing ?? before.gpuSharing
  };
  const isSized = [cpus, memory, sharedMemory, disk, gpus, gpuSharing].some(
    each => each !== undefined
  );
  return {
    description,
    environmentVariables: env,
    tags: tag,
    warmKernels: numberOf('--warm', options.warm),
    setupScript: setup === undefined ? undefined : await readFile(setup, 'utf8'),
    idleShutdownMinutes: idle === undefined ? undefined : limitOf('--idle', idle, null),
    schedules: schedule,
    ...(isSized && { size })
  };
}
