import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { CreateServiceOptions } from 'dockerode';
import { isStatus, pairs, unlessStatus } from '../docker/index.ts';
import type { SecretReference } from './secrets.ts';

const NOT_FOUND = 404;
const CONFLICT = 409;
const OF_GROUP = { 'atelier.network': 'group' };
const MOST_TRIES = 40;
/** Milliseconds between two tries. */
const LETTING_GO = 250;

/** What of a service is read and changed. Docker Engine API, "Inspect a service". */
export interface SwarmService {
  ID: string;
  Version: { Index: number };
  Spec: {
    Name: string;
    Labels: Record<string, string>;
    Mode: { Replicated: { Replicas: number } };
    TaskTemplate: {
      ForceUpdate?: number;
      ContainerSpec: { Image: string; Secrets?: SecretReference[] };
      Resources?: { Limits?: { NanoCPUs?: number; MemoryBytes?: number } };
      Networks?: { Target: string }[];
    };
  };
}

/** Services of a Swarm, and the networks that they are on. */
export function createServices(manager: Docker) {
  const inspect = (id: string): Promise<SwarmService> =>
    manager.getService(id).inspect() as Promise<SwarmService>;

  return {
    inspect,
    async create(options: CreateServiceOptions): Promise<string> {
      const made = (await manager.createService(options)) as unknown as {
        ID?: string;
        id?: string;
      };
      return (made.ID ?? made.id)!;
    },
    list: async (labels: Record<string, string>): Promise<SwarmService[]> => {
      const filters = { label: pairs(labels) };
      return (await manager.listServices({ filters })) as unknown as SwarmService[];
    },
    /** As often as somebody else has changed it meanwhile. */
    async change(id: string, edit: (spec: SwarmService['Spec']) => void): Promise<void> {
      for (let tries = 1; ; tries++) {
        const { Spec, Version } = await inspect(id);
        edit(Spec);
        try {
          await manager.getService(id).update({ version: Version.Index, ...Spec });
          return;
        } catch (error) {
          const isOutdated = /out of sequence/.test((error as Error).message);
          if (!isOutdated || tries === MOST_TRIES) {
            throw error;
          }
        }
      }
    },
    /** One that is gone is fine. */
    async remove(id: string): Promise<void> {
      await unlessStatus(NOT_FOUND, () => manager.getService(id).remove());
    },
    async makeNetwork(
      name: string,
      labels: Record<string, string>,
      isInternal: boolean
    ): Promise<void> {
      try {
        await manager.createNetwork({
          ...{ Name: name, Driver: 'overlay', Internal: isInternal, CheckDuplicate: true },
          Labels: { ...labels, ...OF_GROUP }
        });
      } catch (error) {
        if (!isStatus(error, CONFLICT)) {
          throw error;
        }
      }
    },
    networks: (labels: Record<string, string>) =>
      manager.listNetworks({ filters: { label: pairs({ ...labels, ...OF_GROUP }) } }),
    /** Left to the others of its group while there are any; tasks that end take a moment to let go of it. */
    async dropNetwork(id: string): Promise<void> {
      for (let tries = 1; ; tries++) {
        try {
          await manager.getNetwork(id).remove();
          return;
        } catch (error) {
          const { message } = error as Error;
          if (isStatus(error, NOT_FOUND) || /in use by service/.test(message)) {
            return;
          }
          if (!/in use by task|active endpoints/.test(message) || tries === MOST_TRIES) {
            throw error;
          }
          await pause(LETTING_GO);
        }
      }
    }
  };
}
