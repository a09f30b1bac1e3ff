import { once } from 'node:events';
import { AtelierError, hasCode } from '@atelier-ml/api';
import type { BuildEngine, EnvironmentImage } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import { makeBaseImage } from '../../drivers/images/index.ts';
import type { BaseSource, Images } from '../../drivers/images/index.ts';
import { createEnvironmentStore } from './environments.store.ts';
import { passOverMissing } from './passing.ts';
import { createRegistryStore } from './registries.store.ts';

const BASE = 'atelier/base:latest';
const BASES = [BASE, 'atelier/base'];
const LONGEST_LOG = 200_000;

export interface BuildEngineOptions {
  database: Database;
  images: Images;
  /** Compute instances with the images that they run. */
  instances(): Promise<{ workspace_id: string; name: string; image: string | null }[]>;
  /** Of Atelier. */
  version: string;
}

/** The container engine: its state, its images, and the one that environments start from. */
export function createBuildEngine({ database, images, instances, version }: BuildEngineOptions) {
  const store = createEnvironmentStore(database.queries);
  const registries = createRegistryStore(database.queries);
  const stop = new AbortController();
  let bootstrap: BuildEngine['bootstrap'] = { state: 'idle', log: '', error: null };
  let running: Promise<void> | undefined;
  let failure: unknown;

  /** Builds that wait for the base image, with its log in theirs. */
  const listeners = new Set<(text: string) => void>();

  async function make(from: BaseSource): Promise<void> {
    const say = (text: string): void => {
      bootstrap.log = (bootstrap.log + text).slice(-LONGEST_LOG);
      listeners.forEach(listener => listener(text));
    };
    try {
      await makeBaseImage({ images, version, from, say, signal: stop.signal });
      bootstrap.state = 'done';
    } catch (error) {
      failure = error;
      bootstrap.state = 'failed';
      bootstrap.error =
        error instanceof AtelierError ? error.message : 'The image could not be made.';
    }
  }

  /** Begins to make the base image, unless somebody has begun. */
  function begin(from: BaseSource): Promise<void> {
    if (!running) {
      bootstrap = { state: 'running', log: '', error: null };
      running = make(from).finally(() => {
        running = undefined;
      });
    }
    return running;
  }

  async function state(): Promise<BuildEngine> {
    try {
      const [engine, base] = await Promise.all([
        images.engine(),
        images.inspect(BASE).catch(() => null)
      ]);
      return {
        reachable: true,
        version: engine.version,
        problem: null,
        base: base && { reference: BASE, size: base.size },
        bootstrap
      };
    } catch (error) {
      const { message, remedy = '' } = error as AtelierError;
      const problem =
        error instanceof AtelierError ? `${message} ${remedy}` : 'It does not answer.';
      return { reachable: false, version: null, problem, base: null, bootstrap };
    }
  }

  async function listImages(): Promise<EnvironmentImage[]> {
    const users = await store.users();
    const copies = await registries.copiesOf(users.map(({ id }) => id));
    const running = await instances();
    const found = await images.list({ 'atelier.environment': '*' });
    return found.map(image => ({
      id: image.id,
      tags: image.tags,
      size: image.size,
      createdAt: image.createdAt,
      users: users
        .filter(each => each.digest === image.id || image.tags.includes(each.image))
        .map(each => ({
          workspaceId: each.workspace_id,
          environment: each.name,
          version: each.version,
          hasCopy: copies.some(copy => copy.version_id === each.id && copy.image === image.id)
        })),
      instances: running
        .filter(each => each.image === image.id || image.tags.includes(each.image ?? ''))
        .map(each => ({ workspaceId: each.workspace_id, name: each.name }))
    }));
  }

  return {
    state,
    async bootstrap(from: BaseSource): Promise<BuildEngine> {
      await images.engine();
      void begin(from);
      return state();
    },
    /**
     * Makes the base image of this machine, or waits for the one under way, where something is built on it
     * that is not there.
     * @param bases what is built on
     * @throws AtelierError when it cannot be made; the signal's reason when nobody wants it any more
     */
    async provideBase(
      bases: readonly string[],
      { say, signal }: { say(text: string): void; signal: AbortSignal }
    ): Promise<void> {
      const own = bases.find(base => [...BASES, `atelier/base:${version}`].includes(base));
      if (own === undefined || (await images.inspect(own).catch(passOverMissing))) {
        return;
      }
      signal.throwIfAborted();
      const made = begin('auto');
      say(`\n=== Making ${own} of this machine\n${bootstrap.log}`);
      listeners.add(say);
      try {
        await Promise.race([made, once(signal, 'abort')]);
      } finally {
        listeners.delete(say);
      }
      signal.throwIfAborted();
      if (bootstrap.error !== null) {
        if (hasCode(failure, 'engine-unreachable')) {
          throw failure; // a build is begun anew then
        }
        throw new AtelierError('engine-failed', `The base image: ${bootstrap.error}`, {
          remedy: 'Make it on the page “Images”, or name another base.'
        });
      }
    },
    images: async () => ({ items: await listImages() }),
    /** Only images of environments, and of these none that a version has nowhere else. */
    async deleteImage(reference: string): Promise<void> {
      const all = await listImages();
      const image = all.find(({ id, tags }) => id === reference || tags.includes(reference));
      if (!image) {
        throw new AtelierError('image-missing', `No environment has an image “${reference}”.`, {
          remedy: 'Look at the list of images.'
        });
      }
      const dependent = image.users.filter(({ hasCopy }) => !hasCopy);
      if (dependent.length) {
        const names = dependent.map(each => `${each.environment} ${each.version}`).join(', ');
        throw new AtelierError('in-use', `The image is used by ${names}.`, {
          remedy: 'Send it to a registry, or delete these environments first.'
        });
      }
      if (image.instances.length) {
        const names = image.instances.map(({ name }) => name).join(', ');
        throw new AtelierError('in-use', `The image is used by the compute ${names}.`, {
          remedy: 'Delete these instances, or move them to another environment.'
        });
      }
      for (const tag of image.tags.length ? image.tags : [image.id]) {
        await images.remove(tag);
      }
    },
    async stop(): Promise<void> {
      stop.abort();
      await running;
    }
  };
}

export type BuildEngineService = ReturnType<typeof createBuildEngine>;
