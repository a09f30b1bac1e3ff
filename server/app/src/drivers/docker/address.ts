import { AtelierError } from '@atelier-ml/api';

/** Where the container engine of a Linux machine listens unless somebody says otherwise. */
const SOCKET = '/var/run/docker.sock';
const SSH_PORT = 22;
const PORT = 2375;
const SECURE_PORT = 2376;

/** PEM texts for an engine that asks for certificates. */
export interface TlsLogin {
  ca?: string;
  cert?: string;
  key?: string;
}

/** How to come in over SSH. */
export interface SshLogin {
  /** In OpenSSH's or PEM form. */
  privateKey: string;
  passphrase?: string;
  /** Keys of hosts as `ssh-keygen -l` prints them: `SHA256:…`. No other host is talked to. */
  hostKeys?: string[];
}

export type EngineAddress =
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; host: string; port: number; isSecure: boolean }
  | { kind: 'ssh'; user: string; host: string; port: number; path: string };

/**
 * Reads `unix:///path`, `tcp://host:port`, `http://…`, `https://…` or
 * `ssh://user@host:port/path-of-the-socket`.
 * @throws AtelierError `invalid-input` for an address of no known form
 */
export function parseAddress(address = `unix://${SOCKET}`, tls?: TlsLogin): EngineAddress {
  const text = address.startsWith('/') ? `unix://${address}` : address;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
  const [port, hasSecret] = [Number(url?.port), Boolean(url?.password)];
  switch (hasSecret ? undefined : url?.protocol) {
    case 'unix:':
      return { kind: 'socket', path: url!.pathname };
    case 'tcp:':
    case 'http:':
    case 'https:': {
      const isSecure = tls !== undefined || url!.protocol === 'https:';
      return { kind: 'tcp', host, port: port || (isSecure ? SECURE_PORT : PORT), isSecure };
    }
    case 'ssh:': {
      const path = url!.pathname.length > 1 ? url!.pathname : SOCKET;
      const user = decodeURIComponent(url!.username);
      if (host && user) {
        return { kind: 'ssh', user, host, port: port || SSH_PORT, path };
      }
    }
  }
  throw new AtelierError('invalid-input', `“${address}” is no address of a container engine.`, {
    remedy: 'Write unix:///var/run/docker.sock, tcp://HOST:PORT or ssh://USER@HOST.'
  });
}
