import { AtelierError } from '@atelier-ml/api';
import { z } from 'zod';
import type { EngineMachine } from '../engine.ts';
import { jsonOf } from '../json-of.ts';
import { parseMaster, PATIENCE } from './address.ts';

const WEB_PORT = 8080;
const MIB = 2 ** 20;
const VERSION = /class="version"[^>]*>\s*(\d+\.\d+\.\d+)/;
const LOGIN = [401, 403];

const Overview = z.object({
  status: z.string(),
  workers: z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      cores: z.number(),
      coresfree: z.number(),
      /** MiB. */
      memory: z.number(),
      resources: z.record(z.string(), z.object({ addresses: z.array(z.unknown()) })).catch({}),
      state: z.string()
    })
  )
});

/** What a master tells of its workers. */
export interface MasterOverview {
  /** Undefined where its page does not tell. */
  version?: string;
  machines: EngineMachine[];
  /** Some processors are free now. */
  hasRoom: boolean;
}

/** Where the web pages of masters are, unless somebody says otherwise. */
export const webUisOf = (address: string): string[] =>
  parseMaster(address).map(({ host }) => `http://${host}:${WEB_PORT}`);

/**
 * What the master that is in charge tells; of several pages the others stand by, or do not answer.
 * @throws AtelierError as `pageOf` does, of the first page, when none of them is in charge
 */
export async function overviewOf(webUis: string[]): Promise<MasterOverview> {
  let first: unknown;
  for (const webUi of webUis) {
    try {
      return await pageOf(webUi);
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/**
 * Reads the web page of a master: the only place where it tells of its workers.
 * @throws AtelierError `engine-unreachable`, `credentials-refused`, or `invalid-input` when it is
 * the page of something else
 */
async function pageOf(webUi: string): Promise<MasterOverview> {
  const base = webUi.replace(/\/+$/, '');
  const parsed = Overview.safeParse(jsonOf(await read(`${base}/json/`)));
  if (!parsed.success) {
    throw new AtelierError('invalid-input', `${base} is no web page of a Spark master.`, {
      remedy: 'Give the address of the page that lists the workers: http://HOST:8080 by default.',
      cause: parsed.error
    });
  }
  const { status, workers } = parsed.data;
  if (status !== 'ALIVE') {
    throw new AtelierError('engine-failed', `The Spark master is not in charge: ${status}.`, {
      remedy: 'Give the web page of the master that is in charge now.'
    });
  }
  const version = VERSION.exec(await read(`${base}/`))?.[1];
  const alive = workers.filter(worker => worker.state === 'ALIVE');
  return {
    ...(version !== undefined && { version }),
    hasRoom: alive.some(worker => worker.coresfree > 0),
    machines: workers.map(({ cores, host, memory, port, resources, state }) => ({
      name: `${host}:${port}`,
      cpus: cores,
      memory: memory * MIB,
      gpus: resources.gpu?.addresses.length ?? 0,
      ...(state !== 'ALIVE' && { problem: `The master calls it ${state}.` })
    }))
  };
}

async function read(url: string): Promise<string> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    text = await answer.text();
  } catch (cause) {
    throw new AtelierError('engine-unreachable', `The web page ${url} does not answer.`, {
      remedy: 'Give the address of the master’s web page; it tells what the workers have.',
      cause
    });
  }
  if (LOGIN.includes(answer.status)) {
    throw new AtelierError('credentials-refused', `The web page ${url} asks for a login.`, {
      remedy: 'Give an address at which the master’s page answers the studio without one.'
    });
  }
  return text;
}
