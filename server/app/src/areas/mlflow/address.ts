import type { IncomingMessage } from 'node:http';

const HOST = /^[\w.:[\]-]+$/;
const PREFIX = /^(?:\/[\w.~%@+-]+)*$/;

/**
 * Where the caller has reached this server, as the server in front of it tells. Only the caller
 * itself is told it again, so that somebody who makes it up deceives nobody else.
 */
export function addressOf({ headers, socket }: IncomingMessage): string {
  const first = (name: string): string =>
    String(headers[name] ?? '')
      .split(',')[0]!
      .trim();
  const taken = (text: string, form: RegExp): string => (form.test(text) ? text : '');
  const scheme =
    taken(first('x-forwarded-proto'), /^https?$/) || ('encrypted' in socket ? 'https' : 'http');
  const host = taken(first('x-forwarded-host'), HOST) || taken(first('host'), HOST);
  return `${scheme}://${host}${taken(first('x-forwarded-prefix'), PREFIX)}`;
}
