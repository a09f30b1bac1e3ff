import type { IncomingMessage } from 'node:http';
import { bearerOf, sameSecret, userOf } from '../../http/index.ts';
import type { User } from '../../http/index.ts';
import { MlflowError } from './errors.ts';

/**
 * Who asks. The token of the studio comes as a bearer (`MLFLOW_TRACKING_TOKEN`) or as a password
 * (`MLFLOW_TRACKING_PASSWORD`), then beside a user name.
 * @throws MlflowError `UNAUTHENTICATED`
 */
export function authenticate(request: IncomingMessage, token: string): User {
  const basic = basicOf(request);
  const given = bearerOf(request) ?? basic?.password;
  if (given === undefined || !sameSecret(given, token)) {
    throw new MlflowError(
      'UNAUTHENTICATED',
      `${given === undefined ? 'The request carries no token.' : 'The token is not the right one.'} ` +
        'Set MLFLOW_TRACKING_TOKEN to the token of the Atelier server; it lies in its data folder.'
    );
  }
  const user = userOf(request);
  return basic?.username && request.headers['x-atelier-user'] === undefined
    ? { username: basic.username.slice(0, 250), name: '' }
    : user;
}

function basicOf(request: IncomingMessage): { username: string; password: string } | undefined {
  const [, encoded] = /^Basic +([\w+/=-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (!encoded) {
    return undefined;
  }
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0
    ? undefined
    : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
