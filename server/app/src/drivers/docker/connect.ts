import { AtelierError } from '@atelier-ml/api';
import type Docker from 'dockerode';

/** Where the container engine of a Linux machine listens unless somebody says otherwise. */
const DEFAULT_DOCKER = 'unix:///var/run/docker.sock';

interface DockerAddress {
  /** `unix:///path`, `tcp://host:port`, `http://…`, or `https://…`; the local socket if left out. */
  address?: string;
  /** PEM texts for an engine that asks for certificates. */
  tls?: { ca?: string; cert?: string; key?: string };
}

/**
 * A client of a container engine. It connects with its first request, so an engine that does not
 * answer is told by that one.
 * @throws AtelierError `not-supported` where dockerode is not installed, `invalid-input` for an address
 * of no known form
 */
export async function connectDocker({ address, tls }: DockerAddress = {}): Promise<Docker> {
  const Client = await loadClient();
  const url = parseAddress(address ?? DEFAULT_DOCKER);
  if (url.protocol === 'unix:') {
    return new Client({ socketPath: url.pathname });
  }
  const secure = tls !== undefined || url.protocol === 'https:';
  return new Client({
    protocol: secure ? 'https' : 'http',
    host: url.hostname,
    port: Number(url.port) || (secure ? 2376 : 2375),
    ...tls
  });
}

function parseAddress(address: string): URL {
  const text = address.startsWith('/') ? `unix://${address}` : address;
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (/^(unix|tcp|http|https):$/.test(url.protocol)) {
      return url;
    }
  }
  throw new AtelierError('invalid-input', `“${address}” is no address of a container engine.`, {
    remedy: 'Write unix:///var/run/docker.sock or tcp://HOST:PORT.'
  });
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
