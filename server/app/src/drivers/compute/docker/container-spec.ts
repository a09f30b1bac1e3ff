import { createHash } from 'node:crypto';
import type { ContainerCreateOptions, HostConfig, MountSettings } from 'dockerode';
import type { Bundle, Resources, WorkloadSpec } from '../engine.ts';

/** What a container may be at most unless its size says otherwise. */
const MOST_PROCESSES = 4_096;
const NANO = 1e9;
const STOP_SECONDS = 10;

/** Names of variables by which a container could take GPUs that it was not given. */
const DEVICE_VARIABLES =
  /^(NVIDIA_VISIBLE_DEVICES|NVIDIA_DRIVER_CAPABILITIES|CUDA_VISIBLE_DEVICES)$/;

/**
 * Images with CUDA ask for all GPUs by a variable of their own, which an engine that runs everything by
 * NVIDIA's runtime would follow.
 */
const NO_GPUS = 'NVIDIA_VISIBLE_DEVICES=void';

export const OUTBOUND = 'atelier-outbound';

/**
 * A container without privileges: no capabilities, no way to gain any, its own process namespace
 * with a reaper. It is kept after its end, or nobody could ask whether it ran out of memory.
 */
export function containerOf(spec: WorkloadSpec): ContainerCreateOptions {
  const { argv, environment, folder, image, labels, mounts, name, resources, user } = spec;
  const all = { ...environment, ...spec.secrets };
  const variables = Object.entries(all).filter(([key]) => !DEVICE_VARIABLES.test(key));
  const host: HostConfig = {
    ...limitsOf(resources),
    Init: true,
    PidsLimit: resources.processes ?? MOST_PROCESSES,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    ...(resources.sharedMemory && { ShmSize: resources.sharedMemory }),
    LogConfig: { Type: 'json-file', Config: { 'max-size': '20m', 'max-file': '3' } },
    // As mounts, not binds: of these a missing folder is an error, of those it is made by root.
    Mounts: [
      ...mounts.map(({ readOnly, source, target }) => ({
        ...{ Type: 'bind' as const, Source: source, Target: target, ReadOnly: readOnly }
      })),
      ...(spec.bundles ?? []).map(bundle => shelfOf(bundle, true)),
      ...(spec.volumes ?? []).map(({ name: Source, target }) => ({
        ...{ Type: 'volume' as const, Source, Target: target, ReadOnly: false },
        VolumeOptions: {
          ...{ NoCopy: true, Labels: labels },
          DriverConfig: { Name: 'local', Options: {} }
        }
      }))
    ],
    NetworkMode: networkOf(spec),
    RestartPolicy: { Name: 'no' },
    AutoRemove: false
  };
  const hasGpus = (resources.gpus?.length ?? 0) > 0;
  if (hasGpus) {
    // By id: a count is always the first ones, whoever has them.
    host.DeviceRequests = [
      { Driver: 'nvidia', DeviceIDs: resources.gpus, Capabilities: [['gpu']] }
    ];
  }
  return {
    name,
    Image: image,
    // An image's own entry point would run around the program.
    Entrypoint: argv.slice(0, 1),
    Cmd: argv.slice(1),
    Env: [...variables.map(([key, value]) => `${key}=${value}`), ...(hasGpus ? [] : [NO_GPUS])],
    WorkingDir: folder,
    User: user && `${user.uid}:${user.gid}`,
    Labels: labels,
    StopSignal: 'SIGTERM',
    StopTimeout: STOP_SECONDS,
    HostConfig: host,
    ...(spec.group && {
      NetworkingConfig: {
        EndpointsConfig: { [groupNetwork(spec.group.name)]: { Aliases: [spec.group.alias] } }
      }
    })
  };
}

/** A volume with the copy of a bundle, which whoever needs the same one shares. */
export const shelfOf = ({ key, target }: Bundle, readOnly: boolean): MountSettings => ({
  Type: 'volume',
  Source: `atelier-bundle-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`,
  Target: target,
  ReadOnly: readOnly,
  VolumeOptions: {
    ...{ NoCopy: true, Labels: { 'atelier.bundle': key } },
    DriverConfig: { Name: 'local', Options: {} }
  }
});

export const groupNetwork = (name: string): string => `atelier-group-${name}`;

function networkOf({ group, network }: WorkloadSpec): string {
  if (group) {
    return groupNetwork(group.name);
  }
  return network === 'none' ? 'none' : OUTBOUND;
}

/** Swap is no memory: without this a container takes as much again of it. */
export function limitsOf({ cpus, memory }: Pick<Resources, 'cpus' | 'memory'>) {
  return {
    ...(cpus !== undefined && { NanoCpus: Math.round(cpus * NANO) }),
    ...(memory !== undefined && { Memory: memory, MemorySwap: memory })
  };
}

export function resourcesOf(host: HostConfig): Resources {
  const [devices] = host.DeviceRequests ?? [];
  return {
    cpus: host.NanoCpus ? host.NanoCpus / NANO : undefined,
    memory: host.Memory || undefined,
    sharedMemory: host.ShmSize || undefined,
    processes: host.PidsLimit || undefined,
    gpus: devices?.DeviceIDs
  };
}
