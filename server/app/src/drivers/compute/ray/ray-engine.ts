import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError, hasCode } from '@atelier-ml/api';
import { z } from 'zod';
import type { Engine, EngineEvent, OutputChunk, Workload, WorkloadSpec } from '../engine.ts';
import { createRayClient } from './ray-client.ts';
import type { RayLogin } from './ray-client.ts';
import { Submission, workloadOf } from './submission.ts';
import { packageOf } from './task-package.ts';

const LOOK_EVERY = 1_000;
/** Within so many milliseconds Ray has noticed twice that a job has ended. */
const SETTLING = 2_500;
/** Each look at a log brings all of it: long ones are looked at less often. */
const LOOK_EVERY_MIB = 1_000;
const MIB = 2 ** 20;
const NAME = 'atelier.name';

const CUT = 'The log is too long to be followed: the rest of it is on Ray’s dashboard alone.\n';

const Log = z.object({ logs: z.string().nullish() });
const Version = z.object({ ray_version: z.string() });
const Nodes = z.object({
  data: z.object({
    summary: z.array(
      z.object({
        hostname: z.string().catch('machine'),
        raylet: z.object({
          state: z.string(),
          nodeId: z.string(),
          resourcesTotal: z
            .object({
              CPU: z.number().default(0),
              GPU: z.number().default(0),
              memory: z.number().default(0)
            })
            .prefault({})
        })
      })
    )
  })
});

/**
 * Work as jobs of a Ray cluster, through its REST interface alone: the program runs on a machine of the
 * cluster, and spreads its work from there.
 */
export function createRayEngine(loginOf: () => RayLogin): Engine {
  const client = createRayClient(loginOf);
  /** Ray knows nothing of what was not started. */
  const made = new Map<string, WorkloadSpec>();
  const one = (id: string): string => `/api/jobs/${encodeURIComponent(id)}`;
  const submission = (id: string) => orOutage(client.get(one(id), Submission));
  const askToStop = (id: string) => orOutage(client.post(`${one(id)}/stop`));
  const isThere = (id: string): Promise<boolean> => unlessGone(submission(id)).then(Boolean);
  /** Packages are made in memory: one after the other. */
  let last: Promise<unknown> = Promise.resolve();

  async function inspect(id: string): Promise<Workload> {
    const spec = made.get(id);
    return spec ? createdOf(id, spec) : workloadOf(await submission(id));
  }

  async function submit(id: string, spec: WorkloadSpec, files: () => Promise<Readable>) {
    const { content, entrypoint, name } = await packageOf(id, spec, await files());
    await client.put(`/api/packages/gcs/${name}`, content);
    const body = {
      ...{ entrypoint, submission_id: id },
      metadata: { ...spec.labels, [NAME]: spec.name },
      runtime_env: { working_dir: `gcs://${name}` }
    };
    await client.post('/api/jobs/', body).catch(async (error: unknown) => {
      // Only the answer may have been lost.
      if (!(await isThere(id))) {
        throw error;
      }
    });
    made.delete(id);
  }

  async function end(id: string): Promise<void> {
    while ((await inspect(id)).state !== 'exited') {
      await askToStop(id);
      await pause(LOOK_EVERY);
    }
    // Until it stays away: who watches it at Ray may write down its end once more.
    while (await inspect(id)) {
      await orOutage(client.delete(one(id)));
      await pause(SETTLING);
    }
  }

  /** All that a job has written; undefined when it is too much. */
  async function logOf(id: string): Promise<string | undefined> {
    try {
      return (await orOutage(client.get(`${one(id)}/logs`, Log))).logs ?? '';
    } catch (error) {
      if (hasCode(error, 'too-large')) {
        return undefined;
      }
      throw error;
    }
  }

  return {
    kind: 'ray',
    tellsLosses: true,
    async capabilities() {
      const { ray_version: version } = await client.get('/api/version', Version);
      // Whoever may read the version need not be let in.
      await client.get('/api/jobs/', z.array(z.unknown()));
      const { data } = await client.get('/nodes?view=summary', Nodes);
      const alive = data.summary.filter(({ raylet }) => raylet.state === 'ALIVE');
      const machines = alive.map(({ hostname, raylet }) => ({
        name: `${hostname} ${raylet.nodeId.slice(0, 6)}`,
        cpus: raylet.resourcesTotal.CPU,
        memory: raylet.resourcesTotal.memory,
        gpus: raylet.resourcesTotal.GPU
      }));
      return {
        ...{ version, images: false, limits: false, networks: false, sharesFiles: false },
        cpus: machines.reduce((sum, { cpus }) => sum + cpus, 0),
        memory: machines.reduce((sum, { memory }) => sum + memory, 0),
        machines
      };
    },
    async create(spec) {
      const id = idOf(spec.labels);
      made.set(id, spec);
      return id;
    },
    async start(id, { files } = {}) {
      const spec = made.get(id);
      if (!spec || !files) {
        await submission(id);
        return; // it has begun
      }
      const turn = last.then(() => submit(id, spec, files));
      last = turn.catch(() => undefined);
      await turn;
    },
    async stop(id) {
      await (made.delete(id) ? unlessGone(askToStop(id)) : askToStop(id));
    },
    async remove(id) {
      // It may be there all the same, if an answer was lost.
      made.delete(id);
      await unlessGone(end(id));
    },
    inspect,
    async list(labels) {
      const all = await orOutage(client.get('/api/jobs/', z.array(Submission)));
      const submitted = all.filter(each => each.type === 'SUBMISSION').map(workloadOf);
      const waiting = [...made].map(([id, spec]) => createdOf(id, spec));
      return [...submitted, ...waiting].filter(found =>
        Object.entries(labels).every(([key, value]) => found.labels[key] === value)
      );
    },
    async *logs(id, { follow = false, signal } = {}): AsyncGenerator<OutputChunk> {
      let told = 0;
      let isCut = false;
      for (;;) {
        // Asked for first: what was written before the end is in the log that is read after it.
        const { state } = await inspect(id);
        const text = isCut ? '' : await logOf(id);
        if (text === undefined) {
          isCut = true;
          yield { stream: 'stderr', bytes: Buffer.from(CUT) };
        } else if (text.length > told) {
          yield { stream: 'stdout', bytes: Buffer.from(text.slice(told)) };
          told = text.length;
        }
        if (!follow || state === 'exited' || signal?.aborted) {
          return;
        }
        const wait = LOOK_EVERY + Math.floor(told / MIB) * LOOK_EVERY_MIB;
        await pause(wait, undefined, { signal }).catch(() => undefined);
      }
    },
    resize: () => Promise.reject(notSupported('limits')),
    exec: () => Promise.reject(notSupported('further programs')),
    launch: () => Promise.reject(notSupported('further programs')),
    execution: () => Promise.reject(notSupported('further programs')),
    usage: () => Promise.reject(notSupported('usage')),
    written: () => Promise.reject(notSupported('files of their own')),
    send: () => Promise.reject(notSupported('files of their own')),
    volumes: () => Promise.resolve([]),
    discard: () => Promise.resolve(), // it keeps none
    signal: () => Promise.reject(notSupported('signals')),
    async files(_id, path) {
      throw new AtelierError('not-found', `Ray gives back no files: there is no ${path}.`, {
        remedy: 'Let the program write to a store that both reach.'
      });
    },
    async *events(_labels, signal): AsyncGenerator<EngineEvent> {
      yield { type: 'reconnected' };
      if (!signal.aborted) {
        await once(signal, 'abort');
      }
    },
    close: async () => undefined
  };
}

/** The same for the same labels: a task can be submitted once only, whoever tries. */
function idOf(labels: Record<string, string>): string {
  const text = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `atelier-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

const createdOf = (id: string, { labels, name, resources }: WorkloadSpec): Workload => ({
  ...{ id, labels, name, resources, state: 'created' }
});

/** What stands in between, or a token that was changed, keeps from a job; it goes on all the same. */
async function orOutage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const { code, message, remedy } = cause as AtelierError;
    if (code === 'invalid-input' || code === 'credentials-refused') {
      throw new AtelierError('engine-unreachable', message, { remedy, cause });
    }
    throw cause;
  }
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, 'not-found')) {
      return undefined;
    }
    throw error;
  }
}

function notSupported(what: string): AtelierError {
  return new AtelierError('not-supported', `Jobs of Ray have no ${what}.`, {
    remedy: 'Choose a compute that runs containers.'
  });
}
