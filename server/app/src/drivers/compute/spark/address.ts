import { connect } from 'node:net';
import { AtelierError } from '@atelier-ml/api';

/** Milliseconds that a master gets to answer. */
export const PATIENCE = 5_000;

const FORM = /^spark:\/\/([\w.-]+:\d{1,5}(?:,[\w.-]+:\d{1,5})*)$/;

export interface MasterPlace {
  host: string;
  port: number;
}

/**
 * Reads `spark://HOST:PORT`, or `spark://ONE:PORT,OTHER:PORT` of masters that stand in for each other.
 * @throws AtelierError `invalid-input` for an address of no known form
 */
export function parseMaster(address: string): MasterPlace[] {
  const [, list] = FORM.exec(address) ?? [];
  if (list === undefined) {
    throw new AtelierError('invalid-input', `“${address}” is no address of a Spark master.`, {
      remedy: 'Write spark://HOST:PORT, as the web page of the master shows it.'
    });
  }
  return list.split(',').map(each => {
    const [host, port] = each.split(':');
    return { host: host!, port: Number(port) };
  });
}

/**
 * The address of this machine under which a master, and so its workers, can reach it.
 * @throws AtelierError `engine-unreachable` when none of the masters listens
 */
export async function addressTowards(address: string): Promise<string> {
  let cause: unknown;
  for (const place of parseMaster(address)) {
    try {
      return await localAddress(place);
    } catch (error) {
      cause = error;
    }
  }
  throw new AtelierError('engine-unreachable', `No Spark master answers at ${address}.`, {
    remedy: 'Check host and port, and that the master runs and is not kept off by a firewall.',
    cause
  });
}

function localAddress({ host, port }: MasterPlace): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: PATIENCE });
    socket.once('connect', () => {
      resolve(socket.localAddress!);
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error('it says nothing')));
  });
}
