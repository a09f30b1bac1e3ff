import { AtelierError } from '@atelier-ml/api';
import type { AttachedCredentials } from '@atelier-ml/api';
import type { z } from 'zod';
import { createDockerEngine, createSwarmEngine } from '../../../drivers/compute/index.ts';
import type { Engine } from '../../../drivers/compute/index.ts';
import { connectDocker, parseAddress } from '../../../drivers/docker/index.ts';
import type { DockerAddress } from '../../../drivers/docker/index.ts';

/** All that is needed to open an attached engine. */
export interface AttachedLogin {
  kind: string;
  address: string;
  credentials: z.output<typeof AttachedCredentials>;
  hostKeys: string[];
}

/** Opens the engine behind a login. Nothing is sent before it is first asked. */
export async function openAttached(login: AttachedLogin): Promise<Engine> {
  const manager = await connectDocker(addressOf(login, login.address));
  return login.kind === 'swarm'
    ? createSwarmEngine(manager, host => connectDocker(addressOf(login, nodeAddress(login, host))))
    : createDockerEngine(manager, 'elsewhere');
}

function addressOf({ credentials, hostKeys }: AttachedLogin, address: string): DockerAddress {
  const { ssh, tls } = credentials;
  return { address, ...(tls && { tls }), ...(ssh && { ssh: { ...ssh, hostKeys } }) };
}

/** The other machines of a Swarm are reached as the first one is: same way, port, user and keys. */
function nodeAddress({ address, credentials }: AttachedLogin, host: string): string {
  if (parseAddress(address, credentials.tls).kind === 'socket') {
    throw new AtelierError(
      'not-supported',
      'Other machines cannot be reached through a socket here.',
      {
        remedy:
          'Attach the Swarm by tcp:// or ssh://, in a way in which each of its machines answers.'
      }
    );
  }
  const url = new URL(address);
  url.hostname = host.includes(':') ? `[${host}]` : host;
  return url.href;
}
