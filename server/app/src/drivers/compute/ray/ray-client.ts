import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { AtelierError } from '@atelier-ml/api';
import type { z } from 'zod';
import { jsonOf } from '../json-of.ts';

/** Milliseconds without a byte, after which nobody is there. */
const PATIENCE = 15_000;
const MOST_SAID = 500;
/** Of one answer: Ray gives a whole log at once. */
const MOST_BYTES = 32 * 2 ** 20;

/** How a Ray cluster is reached. */
export interface RayLogin {
  /** `http(s)://HOST:PORT` of the dashboard of its head. */
  address: string;
  token?: string;
  tls?: { ca?: string; cert?: string; key?: string };
}

export type RayClient = ReturnType<typeof createRayClient>;

interface Answer {
  status: number;
  text: string;
}

/**
 * Speaks to the dashboard of a Ray cluster. Not with `fetch`: its headers are those of a browser, which
 * Ray lets change nothing.
 * @param loginOf asked each time: a token may be given anew
 * @throws AtelierError `invalid-input` for an address of no known form
 */
export function createRayClient(loginOf: () => RayLogin) {
  rootOf(loginOf());

  function send(method: string, path: string, body?: Buffer, type?: string): Promise<Answer> {
    const { address, tls, token } = loginOf();
    const root = rootOf({ address });
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-length': body.length, 'content-type': type })
    };
    const make = root.startsWith('https:') ? overHttps : overHttp;
    return new Promise((resolve, reject) => {
      const options = { method, headers, timeout: PATIENCE, ...tls };
      const request = make(`${root}${path}`, options, response => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES) {
            reject(tooLarge(path));
            response.destroy();
          } else {
            chunks.push(chunk);
          }
        });
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
        );
      });
      request.once('timeout', () => request.destroy(new Error('it says nothing')));
      request.once('error', reject);
      request.end(body);
    });
  }

  async function ask(method: string, path: string, body?: Buffer, type?: string): Promise<string> {
    const root = rootOf(loginOf());
    const { status, text } = await send(method, path, body, type).catch((cause: unknown) => {
      if (cause instanceof AtelierError) {
        throw cause;
      }
      throw new AtelierError('engine-unreachable', `No Ray cluster answers at ${root}.`, {
        remedy: 'Check host and port: it is that of the dashboard, 8265 unless it was changed.',
        cause
      });
    });
    if (status === 401 || status === 403) {
      throw new AtelierError('credentials-refused', `Ray at ${root} asks for another token.`, {
        remedy: 'Give the token of the cluster: `ray get-auth-token` prints it.'
      });
    }
    // A page for people: something in between has answered.
    if (/^\s*</.test(text)) {
      throw notRay(root);
    }
    if (status < 400) {
      return text;
    }
    if (status === 404) {
      throw new AtelierError('not-found', `Ray at ${root} has nothing at ${path}.`, {
        remedy: 'Look at its jobs again, and that the address is that of its dashboard.'
      });
    }
    const said = text.trim().split('\n').at(-1)!.slice(0, MOST_SAID);
    throw new AtelierError('engine-failed', `Ray has refused: ${said || status}`, {
      remedy: 'Look at the page of Ray’s dashboard, and at its logs.'
    });
  }

  return {
    /** @throws AtelierError `invalid-input` when the answer is not what Ray says */
    async get<T>(path: string, form: z.ZodType<T>): Promise<T> {
      const parsed = form.safeParse(jsonOf(await ask('GET', path)));
      if (!parsed.success) {
        throw notRay(rootOf(loginOf()), parsed.error);
      }
      return parsed.data;
    },
    async post(path: string, body: unknown = {}): Promise<void> {
      await ask('POST', path, Buffer.from(JSON.stringify(body)), 'application/json');
    },
    async put(path: string, body: Buffer): Promise<void> {
      await ask('PUT', path, body, 'application/octet-stream');
    },
    async delete(path: string): Promise<void> {
      await ask('DELETE', path);
    }
  };
}

function rootOf({ address }: RayLogin): string {
  const base = URL.canParse(address) ? new URL(address) : undefined;
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new AtelierError('invalid-input', `“${address}” is no address of a Ray cluster.`, {
      remedy: 'Write http://HOST:8265, the address of its dashboard.'
    });
  }
  return base.href.replace(/\/+$/, '');
}

const notRay = (root: string, cause?: unknown): AtelierError =>
  new AtelierError('invalid-input', `${root} is no dashboard of Ray.`, {
    remedy: 'Give the address of the dashboard: http://HOST:8265 by default.',
    cause
  });

const tooLarge = (path: string): AtelierError =>
  new AtelierError('too-large', `Ray answers more than ${MOST_BYTES / 2 ** 20} MiB at ${path}.`, {
    remedy: 'Look at it on the page of Ray’s dashboard.'
  });
