import type { routes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { KeyVault } from '../../../key-vault.ts';
import type { AttachedLogin } from './attached-engines.ts';

type Credentials = AttachedLogin['credentials'];
type Changed = NonNullable<z.output<(typeof routes.attached.update)['body']>['credentials']>;

/** What is left out stays, null removes; of TLS each part by itself. */
export function mergedCredentials(known: Credentials, { ssh, tls, token }: Changed): Credentials {
  return withoutNull({
    ssh: ssh === undefined ? known.ssh : ssh,
    tls: tls
      ? withoutNull({ ...known.tls, ...withoutUndefined(tls) })
      : tls === null
        ? null
        : known.tls,
    token: token === undefined ? known.token : token
  });
}

/** Columns of the credentials. */
export function sealed(vault: KeyVault, id: string, credentials: Credentials) {
  const { ssh, tls, token } = credentials;
  const kind = ssh ? 'ssh' : tls ? 'tls' : token === undefined ? 'none' : 'token';
  return {
    credentials: kind === 'none' ? null : vault.encrypt(JSON.stringify(credentials), id),
    credential_kind: kind
  };
}

type WithoutNull<T> = { [K in keyof T]?: NonNullable<T[K]> };

const withoutUndefined = <T extends object>(all: T): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<T>;

const withoutNull = <T extends object>(all: T): WithoutNull<T> =>
  Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && value !== null)
  ) as WithoutNull<T>;
