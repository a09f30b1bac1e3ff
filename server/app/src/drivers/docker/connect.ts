import { Agent } from 'node:http';
import { AtelierError } from '@atelier-ml/api';
import type Docker from 'dockerode';
import type { DockerOptions } from 'dockerode';
import { parseAddress } from './address.ts';
import type { SshLogin, TlsLogin } from './address.ts';
import { createTcpAgent, SshAgent } from './remote-agents.ts';
import { createSshConnection } from './ssh-connection.ts';

export interface DockerAddress {
  /** See `parseAddress`; the local socket if left out. */
  address?: string;
  tls?: TlsLogin;
  ssh?: SshLogin;
}

/**
 * A client of a container engine. It connects with its first request, so an engine that does not
 * answer is told by that one.
 * @throws AtelierError `not-supported` where dockerode is not installed, `invalid-input` for an address
 * of no known form
 */
export async function connectDocker({ address, ssh, tls }: DockerAddress = {}): Promise<Docker> {
  const Client = await loadClient();
  const place = parseAddress(address, tls);
  // Its types do not know that it takes an agent.
  const withAgent = (options: DockerOptions, agent: Agent): Docker =>
    new Client({ ...options, agent } as DockerOptions);
  switch (place.kind) {
    case 'socket':
      // A connection that is kept would still be answered by an engine that is ending, as if it were not.
      return withAgent({ socketPath: place.path }, new Agent());
    case 'tcp': {
      const { host, isSecure, port } = place;
      const protocol = isSecure ? 'https' : 'http';
      return withAgent({ protocol, host, port, ...tls }, createTcpAgent(place, tls));
    }
    case 'ssh': {
      if (!ssh) {
        throw new AtelierError('invalid-input', 'An engine over SSH needs a private key.', {
          remedy: 'Give the private key of the user that the address names.'
        });
      }
      // Who is behind the agent is settled: this only fills the head of each request.
      const nobody: DockerOptions = { protocol: 'http', host: 'docker', port: 80 };
      return withAgent(nobody, new SshAgent(createSshConnection(place, ssh)));
    }
  }
}

/** Ends the connections that a client keeps; those to a local socket end by themselves. */
export function disconnectDocker(docker: Docker): void {
  (docker.modem as { agent?: { destroy(): void } }).agent?.destroy();
}

async function loadClient(): Promise<typeof Docker> {
  try {
    return (await import('dockerode')).default;
  } catch (cause) {
    throw new AtelierError('not-supported', 'The client of the container engine is missing.', {
      remedy: 'Install it beside the server: `npm install dockerode@5.0.1`.',
      cause
    });
  }
}
