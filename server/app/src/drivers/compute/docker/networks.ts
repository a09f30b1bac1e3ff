import type Docker from 'dockerode';
import type { WorkloadSpec } from '../engine.ts';
import { groupNetwork, OUTBOUND } from './container-spec.ts';
import { isStatus } from './problems.ts';

const FORBIDDEN = 403;
const NOT_FOUND = 404;
const CONFLICT = 409;
const GROUP = 'atelier.group';

/** The networks of containers: one to the outside, and one of its own for each group. */
export function createNetworks(docker: Docker) {
  let usesOutbound = false;
  const making = new Map<string, Promise<void>>();

  /**
   * Asked for each time: another studio on the same engine may have removed it meanwhile. Of those that
   * ask at once only one does it: an engine would give them a network of that name each.
   */
  function make(options: Docker.NetworkCreateOptions): Promise<void> {
    const { Name } = options;
    const under = making.get(Name) ?? create(options).finally(() => making.delete(Name));
    making.set(Name, under);
    return under;
  }

  async function create(options: Docker.NetworkCreateOptions): Promise<void> {
    try {
      await docker.createNetwork({ CheckDuplicate: true, Driver: 'bridge', ...options });
    } catch (error) {
      if (!isStatus(error, CONFLICT)) {
        throw error;
      }
    }
  }

  /** On it containers reach the outside and not each other. */
  async function outbound(): Promise<void> {
    usesOutbound = true;
    await make({
      Name: OUTBOUND,
      Options: { 'com.docker.network.bridge.enable_icc': 'false' },
      Labels: { 'atelier.network': 'outbound' }
    });
  }

  async function drop(name: string): Promise<void> {
    try {
      await docker.getNetwork(name).remove();
    } catch (error) {
      // Refused while containers are on it: it is theirs then.
      if (![FORBIDDEN, NOT_FOUND, CONFLICT].some(status => isStatus(error, status))) {
        throw error;
      }
    }
  }

  return {
    async prepare({ group, network }: WorkloadSpec): Promise<void> {
      if (network === 'outbound') {
        await outbound();
      }
      if (group) {
        const Name = groupNetwork(group.name);
        await make({ Name, Internal: true, Labels: { [GROUP]: group.name } });
      }
    },
    /** A container begins on one network; this adds the other. */
    async join(id: string, { group, network }: WorkloadSpec): Promise<void> {
      if (group && network === 'outbound') {
        await docker.getNetwork(OUTBOUND).connect({ Container: id });
      }
    },
    /** The group's network that a container is on; undefined where it is on none, or gone. */
    async groupOf(id: string): Promise<string | undefined> {
      const found = await docker
        .getContainer(id)
        .inspect()
        .catch(() => undefined);
      const mode = found?.HostConfig.NetworkMode ?? '';
      return mode.startsWith(groupNetwork('')) ? mode : undefined;
    },
    /** The last one of a group takes its network with it. */
    leave: async (group: string | undefined): Promise<void> => void (group && (await drop(group))),
    close: async (): Promise<void> => {
      if (usesOutbound) {
        await drop(OUTBOUND).catch(() => undefined);
      }
    }
  };
}
