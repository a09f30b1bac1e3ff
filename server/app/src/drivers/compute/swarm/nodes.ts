import type Docker from 'dockerode';
import { disconnectDocker } from '../../docker/index.ts';
import { createDockerEngine, createShelves, explain, unlessStatus } from '../docker/index.ts';
import type { Engine, EngineMachine } from '../engine.ts';
import { GPU } from './service-spec.ts';

const NANO = 1e9;
const NOT_FOUND = 404;

interface Told {
  ID: string;
  Spec: { Availability: 'active' | 'pause' | 'drain' };
  Status: { State: string; Addr: string };
  Description: {
    Hostname: string;
    Resources: {
      NanoCPUs: number;
      MemoryBytes: number;
      GenericResources?: (
        | { NamedResourceSpec: { Kind: string } }
        | { DiscreteResourceSpec: { Kind: string; Value: number } }
      )[];
    };
  };
}

export interface SwarmNode {
  id: string;
  name: string;
  isUp: boolean;
  takesWork: boolean;
  address: string;
  machine: EngineMachine;
}

/** The engine of one machine of a Swarm. */
export interface NodeDoor {
  docker: Docker;
  engine: Engine;
  shelves: ReturnType<typeof createShelves>;
}

export type Nodes = ReturnType<typeof createNodes>;

/**
 * The machines of a Swarm. Its manager places work on them, but gives neither files nor programs to
 * what runs there: for that the engine of each machine is asked itself.
 * @param connect a client of the engine at an address, which is reached in the way that the manager is
 */
export function createNodes(manager: Docker, connect: (address: string) => Promise<Docker>) {
  const doors = new Map<string, { address: string; door: Promise<NodeDoor> }>();

  const doorTo = (docker: Docker): NodeDoor => ({
    docker,
    engine: createDockerEngine(docker, 'elsewhere'),
    shelves: createShelves(docker)
  });

  async function list(): Promise<SwarmNode[]> {
    const told = ((await manager.listNodes()) as Told[]).map(nodeOf);
    return told.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async function open({ address, id }: SwarmNode): Promise<NodeDoor> {
    const { Swarm } = (await manager.info()) as { Swarm?: { NodeID?: string } };
    return doorTo(id === Swarm?.NodeID ? manager : await connect(address));
  }

  /** Asked itself: without its engine nothing can be brought to it. */
  async function problemOf(node: SwarmNode): Promise<string | undefined> {
    if (!node.takesWork) {
      return node.isUp ? 'It takes no work (drained or paused).' : 'It does not answer the Swarm.';
    }
    try {
      await (await door(node)).docker.ping();
      return undefined;
    } catch (error) {
      return `Its engine is not reached as the manager’s is: ${explain(error).message}`;
    }
  }

  function door(node: SwarmNode): Promise<NodeDoor> {
    const known = doors.get(node.id);
    if (known?.address === node.address) {
      return known.door;
    }
    const opened = open(node).catch((error: unknown) => {
      doors.delete(node.id);
      throw error;
    });
    doors.set(node.id, { address: node.address, door: opened });
    return opened;
  }

  return {
    list,
    door,
    machines: async (): Promise<EngineMachine[]> =>
      Promise.all(
        (await list()).map(async node => {
          const problem = await problemOf(node);
          return { ...node.machine, ...(problem !== undefined && { problem }) };
        })
      ),
    /** Undefined for one that has left. */
    async find(id: string): Promise<SwarmNode | undefined> {
      const told = await unlessStatus(NOT_FOUND, () => manager.getNode(id).inspect());
      return told === undefined ? undefined : nodeOf(told as Told);
    },
    async close(): Promise<void> {
      const opened = await Promise.allSettled([...doors.values()].map(({ door }) => door));
      for (const each of opened) {
        if (each.status === 'fulfilled' && each.value.docker !== manager) {
          disconnectDocker(each.value.docker);
        }
      }
    }
  };
}

function nodeOf({ Description, ID, Spec, Status }: Told): SwarmNode {
  const { GenericResources = [], MemoryBytes, NanoCPUs } = Description.Resources;
  const gpus = GenericResources.reduce((sum, each) => {
    const { Kind, Value = 1 } =
      'NamedResourceSpec' in each
        ? { ...each.NamedResourceSpec, Value: 1 }
        : each.DiscreteResourceSpec;
    return Kind === GPU ? sum + Value : sum;
  }, 0);
  const isUp = Status.State === 'ready';
  const name = Description.Hostname;
  return {
    id: ID,
    name,
    isUp,
    takesWork: isUp && Spec.Availability === 'active',
    address: Status.Addr,
    machine: { name, cpus: NanoCPUs / NANO, memory: MemoryBytes, gpus }
  };
}
