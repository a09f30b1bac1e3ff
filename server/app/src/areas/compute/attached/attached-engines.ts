import { AtelierError } from '@atelier-ml/api';
import type { AttachedCredentials, SparkSettings } from '@atelier-ml/api';
import type { z } from 'zod';
import {
  createDockerEngine,
  createRayEngine,
  createSparkEngine,
  createSwarmEngine,
  webUisOf
} from '../../../drivers/compute/index.ts';
import type { Engine, SparkLogin } from '../../../drivers/compute/index.ts';
import { connectDocker, parseAddress } from '../../../drivers/docker/index.ts';
import type { DockerAddress } from '../../../drivers/docker/index.ts';

/** All that is needed to open an attached engine. */
export interface AttachedLogin {
  kind: string;
  address: string;
  credentials: z.output<typeof AttachedCredentials>;
  hostKeys: string[];
  /** Of Spark alone. */
  spark?: z.output<typeof SparkSettings>;
}

/**
 * Opens the engine behind a login. Nothing is sent before it is first asked.
 * @param processes what runs programs on this machine
 * @param loginNow asked again each time by those engines that can be reached in another way while open
 */
export async function openAttached(
  login: AttachedLogin,
  processes: Engine,
  loginNow = () => login
): Promise<Engine> {
  if (login.spark) {
    return createSparkEngine(processes, sparkLoginOf(login, login.spark));
  }
  if (login.kind === 'ray') {
    return createRayEngine(() => {
      const { address, credentials } = loginNow();
      const { tls, token } = credentials;
      return { address, ...(tls && { tls }), ...(token !== undefined && { token }) };
    });
  }
  const manager = await connectDocker(addressOf(login, login.address));
  return login.kind === 'swarm'
    ? createSwarmEngine(manager, host => connectDocker(addressOf(login, nodeAddress(login, host))))
    : createDockerEngine(manager, 'elsewhere');
}

export const sparkLoginOf = (
  { address, credentials }: AttachedLogin,
  { webUi, ...spark }: z.output<typeof SparkSettings>
): SparkLogin => ({
  ...{ ...spark, address, webUis: webUi === undefined ? webUisOf(address) : [webUi] },
  ...(credentials.token !== undefined && { secret: credentials.token })
});

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

export function requireSpark(kind: string, settings: unknown): void {
  if (kind !== 'spark' && settings !== undefined) {
    throw new AtelierError('invalid-input', 'Only Spark has these settings.', {
      remedy: 'Leave `spark` out, or attach it with the kind `spark`.',
      fields: [{ path: 'body.spark', message: 'is for the kind `spark`' }]
    });
  }
}
