import type { CreateServiceOptions } from 'dockerode';
import { pairs, shelfOf } from '../docker/index.ts';
import type { WorkloadSpec } from '../engine.ts';
import { SECRETS } from './secrets.ts';
import type { SecretReference } from './secrets.ts';

const NANO = 1e9;
const MOST_PROCESSES = 4_096;
/** The kind under which engines tell of their GPUs (`node-generic-resources`). */
export const GPU = 'NVIDIA-GPU';
/** The container waits for this file: what it needs has to be brought to where it was placed. */
export const GATE = '/.atelier-begin';
/** Carried once the gate is open. */
export const BEGUN = 'atelier.begun';
const WAIT = `until [ -e ${GATE} ]; do sleep 0.05; done; [ ! -e ${SECRETS} ] || . ${SECRETS}; exec "$@"`;

/** The network that a service and the others of its group are on, and nobody else. */
export const networkOf = ({ group, name }: WorkloadSpec): string =>
  `atelier-group-${group?.name ?? name}`;

/**
 * Work with GPUs is on its machine's own network: of a machine that joins a network Swarm's enforcer of
 * constraints counts the GPUs once more, and takes the task away again (Docker 20.10).
 */
export const hasOwnNetwork = ({ resources }: WorkloadSpec): boolean => !resources.gpuCount;

/**
 * A service of one task that is placed once, and not again: whoever has asked for the work decides
 * whether it is begun anew, and knows that it was.
 */
export function serviceOf(spec: WorkloadSpec, secret?: SecretReference): CreateServiceOptions {
  const {
    argv,
    bundles = [],
    environment,
    folder,
    group,
    image,
    labels,
    name,
    resources,
    user
  } = spec;
  const { cpus, memory } = resources;
  const limits = {
    ...(cpus !== undefined && { NanoCPUs: Math.round(cpus * NANO) }),
    ...(memory !== undefined && { MemoryBytes: memory })
  };
  const gpus = resources.gpuCount ?? 0;
  return {
    Name: name,
    Labels: labels,
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Labels: labels,
        Command: ['sh', '-c', WAIT, 'sh'],
        Args: argv,
        Env: pairs(environment),
        ...(secret && { Secrets: [secret] }),
        Dir: folder,
        User: user && `${user.uid}:${user.gid}`,
        Init: true,
        CapabilityDrop: ['ALL'],
        Mounts: [
          ...bundles.map(bundle => shelfOf(bundle, true)),
          ...(resources.sharedMemory
            ? [
                {
                  ...{ Type: 'tmpfs' as const, Target: '/dev/shm', Source: '', ReadOnly: false },
                  TmpfsOptions: { SizeBytes: resources.sharedMemory, Mode: 0o1777 }
                }
              ]
            : [])
        ]
      },
      Resources: {
        Limits: { ...limits, Pids: resources.processes ?? MOST_PROCESSES },
        Reservations: {
          ...limits,
          ...(gpus > 0 && {
            GenericResources: [{ DiscreteResourceSpec: { Kind: GPU, Value: gpus } }]
          })
        }
      },
      RestartPolicy: { Condition: 'none' },
      ...(hasOwnNetwork(spec) && {
        Networks: [{ Target: networkOf(spec), ...(group && { Aliases: [group.alias] }) }]
      })
    },
    Mode: { Replicated: { Replicas: 0 } },
    // Names stand for addresses of tasks: virtual ones need what not every kernel has.
    EndpointSpec: { Mode: 'dnsrr' }
  } as CreateServiceOptions;
}
