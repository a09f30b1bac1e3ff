import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { userInfo } from 'node:os';
import { AtelierError } from '@atelier-ml/api';
import { z } from 'zod';
import type { User } from './handler.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares without telling by its duration how much was right. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** The secret of an `Authorization: Bearer …` header. */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** @throws `unauthenticated` unless the request carries the token of the studio */
export function requireToken(request: IncomingMessage, token: string): void {
  const given = bearerOf(request);
  if (given === undefined || !sameSecret(given, token)) {
    throw new AtelierError(
      'unauthenticated',
      given === undefined ? 'The request carries no token.' : 'The token is not the right one.',
      { remedy: 'Send `Authorization: Bearer <token>`; the token lies in the data folder.' }
    );
  }
}

const UserHeader = z.object({
  username: z.string().min(1).max(250),
  name: z.string().max(250).default('')
});
/** Who has the token: whoever runs the server, under the name of the account. */
const LOCAL: User = { username: 'local', name: accountName() };

/** Who asks, as the Jupyter server in front of this one has authenticated them. */
export function userOf(request: IncomingMessage): User {
  const header = request.headers['x-atelier-user'];
  if (typeof header !== 'string') {
    return LOCAL;
  }
  try {
    // Headers are read byte by byte; the text in them is UTF-8.
    return UserHeader.parse(JSON.parse(Buffer.from(header, 'latin1').toString()));
  } catch (cause) {
    throw new AtelierError('invalid-input', 'The header X-Atelier-User cannot be read.', {
      remedy: 'Send JSON as {"username": "…", "name": "…"}.',
      cause
    });
  }
}

/** Empty where the system knows no account, as in containers of any user. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
