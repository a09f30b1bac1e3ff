import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import type { Configuration } from '../configuration.ts';

/** Address and token of a server: `http://…`, `https://…`, or `unix:/path` for HTTP over a socket. */
export interface ServerAddress {
  url: string;
  token: string;
}

const remedy = 'Start the studio in JupyterLab or run `atelier server`, then try again.';

function readServerFile(dataFolder: string): { url: string; tokenFile?: string } {
  const file = join(dataFolder, 'server.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AtelierError(
      'server-unreachable',
      `No Atelier server is running for the data folder ${dataFolder}.`,
      { remedy, cause }
    );
  }
  try {
    const found = JSON.parse(text) as { url?: unknown; tokenFile?: unknown };
    if (typeof found.url === 'string') {
      return {
        url: found.url,
        ...(typeof found.tokenFile === 'string' && { tokenFile: found.tokenFile })
      };
    }
  } catch {
    // Half-written or foreign: the same sentence as for a file without an address.
  }
  throw new AtelierError('server-unreachable', `The file ${file} names no server.`, { remedy });
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new AtelierError('unauthenticated', `The token file ${file} cannot be read.`, {
      remedy: 'Check that it exists and belongs to you, or set ATELIER_TOKEN.',
      cause
    });
  }
}

/**
 * Finds the server now: `ATELIER_URL` with `ATELIER_TOKEN` or `ATELIER_TOKEN_FILE` when set, else
 * `server.json` in the data folder. Called anew for every connection, so that a server that came
 * back elsewhere is found.
 *
 * @throws AtelierError `server-unreachable` or `unauthenticated`, with a remedy
 */
export function discover(configuration: Configuration): ServerAddress {
  const found = configuration.url
    ? { url: configuration.url }
    : readServerFile(configuration.dataFolder);
  const tokenFile =
    configuration.tokenFile ??
    ('tokenFile' in found && found.tokenFile
      ? found.tokenFile
      : join(configuration.dataFolder, 'token'));
  return {
    url: found.url.replace(/\/+$/, ''),
    token: configuration.token ?? readToken(tokenFile)
  };
}
