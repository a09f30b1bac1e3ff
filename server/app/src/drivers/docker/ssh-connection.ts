import { createHash } from 'node:crypto';
import { AtelierError } from '@atelier-ml/api';
import { Client } from 'ssh2';
import type { ClientChannel } from 'ssh2';
import type { EngineAddress, SshLogin } from './address.ts';

type SshAddress = Extract<EngineAddress, { kind: 'ssh' }>;

/** Milliseconds for a connection to be made. */
const PATIENCE = 10_000;
/** Milliseconds between two questions whether the other side is still there, and how many may go unanswered. */
const KEEP_ALIVE = 5_000;
const MOST_UNANSWERED = 3;

/** One connection to a host, upon which streams to its engine are opened. */
export interface SshConnection {
  /** A new stream to the engine's socket; the connection is made when it is first needed, and again when it was lost. */
  open(): Promise<ClientChannel>;
  close(): void;
}

/**
 * A connection to the engine of another host over SSH: by forwarding to its socket, or where the host
 * forbids that, through its own `docker` command, as Docker's own client does.
 */
export function createSshConnection(address: SshAddress, login: SshLogin): SshConnection {
  let connected: Promise<Client> | undefined;

  function connect(): Promise<Client> {
    const client = new Client();
    const forget = (): void => {
      connected = undefined;
    };
    return new Promise((resolve, reject) => {
      let refusal: AtelierError | undefined;
      client
        .once('ready', () => resolve(client))
        .on('error', error => {
          forget();
          reject(refusal ?? explain(error, address));
        })
        .once('close', () => {
          forget();
          reject(unreachable(address));
        })
        .connect({
          host: address.host,
          port: address.port,
          username: address.user,
          privateKey: login.privateKey,
          passphrase: login.passphrase,
          readyTimeout: PATIENCE,
          keepaliveInterval: KEEP_ALIVE,
          keepaliveCountMax: MOST_UNANSWERED,
          hostVerifier: (key: Buffer) => {
            refusal = refusalOf(fingerprintOf(key), address, login);
            return refusal === undefined;
          }
        });
    });
  }

  const forward = (client: Client): Promise<ClientChannel> =>
    new Promise((resolve, reject) => {
      client.openssh_forwardOutStreamLocal(address.path, (error, stream) =>
        error ? reject(error) : resolve(stream)
      );
    });
  const dial = (client: Client): Promise<ClientChannel> =>
    new Promise((resolve, reject) => {
      const command = `docker -H 'unix://${address.path.replaceAll("'", "'\\''")}' system dial-stdio`;
      client.exec(command, (error, stream) => {
        if (error) {
          reject(noEngine(address, error));
          return;
        }
        stream.stderr.resume();
        resolve(stream);
      });
    });

  return {
    async open() {
      const client = await (connected ??= connect().catch((error: unknown) => {
        connected = undefined;
        throw error instanceof AtelierError ? error : explain(error as Error, address);
      }));
      // Refused by hosts that forward nothing, and by those without such a socket, in the same words.
      return forward(client).catch(() => dial(client));
    },
    close() {
      const open = connected;
      connected = undefined;
      open?.then(
        client => client.end(),
        () => undefined
      );
    }
  };
}

/** As `ssh-keygen -l` prints it. */
const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

function refusalOf(
  fingerprint: string,
  { host }: SshAddress,
  { hostKeys = [] }: SshLogin
): AtelierError | undefined {
  if (!hostKeys.length) {
    return new AtelierError(
      'host-key-unknown',
      `The host “${host}” shows the key ${fingerprint}.`,
      {
        remedy:
          'Compare it with `ssh-keygen -l` on the host. If it is the same, give it as its host key.'
      }
    );
  }
  return hostKeys.includes(fingerprint)
    ? undefined
    : new AtelierError(
        'host-key-unknown',
        `The host “${host}” shows the key ${fingerprint}, which is not the one that was given. Somebody may be listening in.`,
        {
          remedy: 'Ask who looks after the host whether its key was changed; then give the new one.'
        }
      );
}

function explain(error: Error & { level?: string }, address: SshAddress): AtelierError {
  const { host, user } = address;
  if (error.level === 'client-authentication') {
    return new AtelierError('credentials-refused', `“${host}” does not let “${user}” in.`, {
      remedy:
        'Check the user and the private key; its public part belongs in ~/.ssh/authorized_keys.',
      cause: error
    });
  }
  if (/private ?key|passphrase/i.test(error.message)) {
    return new AtelierError('invalid-input', 'The private key cannot be read.', {
      remedy: 'Give it in OpenSSH’s or PEM form, with its passphrase if it has one.'
    });
  }
  return unreachable(address, error);
}

const unreachable = ({ host, port }: SshAddress, cause?: unknown): AtelierError =>
  new AtelierError('engine-unreachable', `Nobody answers to SSH at “${host}”, port ${port}.`, {
    remedy: 'Check the address, and that the host is up and lets this machine in.',
    cause
  });

const noEngine = ({ host, path, user }: SshAddress, cause: unknown): AtelierError =>
  new AtelierError(
    'engine-unreachable',
    `“${host}” was reached, but not its container engine at ${path}.`,
    {
      remedy: `Start the engine there, and let “${user}” use it (on Linux: the group “docker”).`,
      cause
    }
  );
