import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type Docker from 'dockerode';
import type { ImageInfo, ImageInspectInfo } from 'dockerode';
import { explain } from '../../compute/docker/index.ts';
import { hostOf } from '../references.ts';
import type { Image, ImageDetails, Images, TransferOptions } from '../images.ts';
import { createBuildProgress } from './build-progress.ts';
import { contextArchive } from './context.ts';
import { readMessages } from './messages.ts';
import { asking, registryFailure, transferFailure } from './refusals.ts';
import { runIn } from './run.ts';
import { createTransferProgress } from './transfer-progress.ts';

/** Images of a Docker engine, built by its BuildKit. */
export function createDockerImages(connect: () => Promise<Docker>): Images {
  async function inspect(reference: string): Promise<ImageDetails> {
    const docker = await connect();
    return asking(async () => detailsOf(await docker.getImage(reference).inspect()), reference);
  }

  /** @returns the digest that the engine has told */
  async function transfer(
    reference: string,
    begin: (docker: Docker, signal?: AbortSignal) => Promise<NodeJS.ReadableStream>,
    { onProgress, signal }: TransferOptions
  ): Promise<string | null> {
    const progress = createTransferProgress(told => onProgress?.(told));
    const docker = await connect();
    signal?.throwIfAborted();
    try {
      const stream = (await begin(docker, signal)) as Readable;
      const failure = await readMessages(stream, message => progress.take(message));
      if (failure) {
        throw transferFailure(reference, failure);
      }
    } catch (error) {
      signal?.throwIfAborted();
      const said = saidBy(error);
      throw said === undefined ? explain(error) : transferFailure(reference, said);
    }
    signal?.throwIfAborted();
    return progress.digest();
  }

  return {
    async engine() {
      const docker = await connect();
      return asking(async () => {
        const [{ Version }, { Architecture, Name, OSType }] = await Promise.all([
          docker.version(),
          docker.info() as Promise<Record<'Architecture' | 'Name' | 'OSType', string>>
        ]);
        return { version: Version, platform: `${OSType}/${Architecture}`, host: Name };
      });
    },
    inspect,
    async build({ context, labels = {}, onEvent, signal, tag, withoutCache }) {
      const docker = await connect();
      const progress = createBuildProgress(event => onEvent?.(event));
      signal?.throwIfAborted();
      try {
        const query = { t: tag, labels, version: '2', nocache: withoutCache === true };
        const failure = await asking(async () => {
          const stream = await startBuild(docker, contextArchive(context), query, signal);
          return readMessages(stream, message => progress.take(message));
        });
        if (failure) {
          throw progress.failure(failure);
        }
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
      signal?.throwIfAborted();
      return inspect(tag);
    },
    async list(labels = {}) {
      const docker = await connect();
      const label = Object.entries(labels).map(([name, value]) =>
        value === '*' ? name : `${name}=${value}`
      );
      const found = await asking(() => docker.listImages({ filters: JSON.stringify({ label }) }));
      return found.map(imageOf);
    },
    async remove(reference) {
      const docker = await connect();
      await asking(() => docker.getImage(reference).remove(), reference);
    },
    async tag(reference, tag) {
      const docker = await connect();
      const [repo, version] = splitTag(tag);
      await asking(() => docker.getImage(reference).tag({ repo, tag: version }), reference);
    },
    async pull(reference, options = {}) {
      const { credentials } = options;
      const authconfig = credentials && { ...credentials, serveraddress: hostOf(reference) };
      await transfer(
        reference,
        (docker, abortSignal) => docker.pull(reference, { authconfig, abortSignal }),
        options
      );
      return inspect(reference);
    },
    async push(reference, options = {}) {
      const { password, username } = options.credentials ?? NOBODY;
      const authconfig = { username, password, serveraddress: hostOf(reference) };
      const [, tag] = splitTag(reference);
      const digest = await transfer(
        reference,
        (docker, abortSignal) => docker.getImage(reference).push({ authconfig, tag, abortSignal }),
        options
      );
      return digest ?? refuseDigest(reference);
    },
    async login(host, { credentials = NOBODY }) {
      const docker = await connect();
      try {
        await docker.checkAuth({ ...credentials, serveraddress: host });
      } catch (error) {
        const said = saidBy(error);
        throw (said && registryFailure(host, said)) || explain(error);
      }
    },
    async importTar(content, tag, labels = {}) {
      const docker = await connect();
      const [repo, version] = splitTag(tag);
      const changes = Object.entries(labels).map(
        ([name, value]) => `LABEL ${JSON.stringify(name)}=${JSON.stringify(value)}`
      );
      const failure = await asking(async () => {
        const body = Readable.from(content, { objectMode: false });
        const stream = await docker.importImage(body, { repo, tag: version, changes });
        return readMessages(stream as Readable, () => undefined);
      });
      if (failure) {
        throw new AtelierError('engine-failed', `The file system is not taken: ${failure}`, {
          remedy: 'Try again; look into the log of the container engine.'
        });
      }
      return inspect(tag);
    },
    async commit(container, tag, labels = {}) {
      const docker = await connect();
      const [repo, version] = splitTag(tag);
      await asking(() =>
        docker.getContainer(container).commit({ repo, tag: version, Labels: labels })
      );
      return inspect(tag);
    },
    run: (reference, options) => runIn(connect, reference, options)
  };
}

/** Without dockerode's own session: that needs files beside it, which no bundle carries. */
function startBuild(
  { modem }: Docker,
  file: NodeJS.ReadableStream,
  options: object,
  abortSignal?: AbortSignal
): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const request = {
      path: '/build?',
      method: 'POST',
      file,
      options,
      abortSignal,
      isStream: true,
      statusCodes: { 200: true, 400: 'bad parameter', 500: 'server error' }
    };
    modem.dial(request, (error: unknown, answer: unknown) =>
      error ? reject(error as Error) : resolve(answer as Readable)
    );
  });
}

function imageOf({ Created, Id, Labels, RepoTags, Size }: ImageInfo): Image {
  return {
    id: Id,
    tags: (RepoTags ?? []).filter(tag => !tag.includes('<none>')),
    size: Size,
    createdAt: Created * 1_000,
    labels: Labels ?? {}
  };
}

function detailsOf(found: ImageInspectInfo): ImageDetails {
  const variables = (found.Config.Env ?? []).map(each => {
    const at = each.indexOf('=');
    return [each.slice(0, at), each.slice(at + 1)] as const;
  });
  return {
    id: found.Id,
    tags: found.RepoTags ?? [],
    size: found.Size,
    createdAt: Math.max(0, Date.parse(found.Created)),
    labels: found.Config.Labels ?? {},
    digests: found.RepoDigests ?? [],
    layers: found.RootFS.Layers ?? [],
    variables: Object.fromEntries(variables)
  };
}

/** `host:5000/name:tag` as name and tag. */
function splitTag(reference: string): [name: string, tag: string] {
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/')
    ? [reference.slice(0, colon), reference.slice(colon + 1)]
    : [reference, 'latest'];
}

/** The engine's own words, if it was the engine that refused. */
function saidBy(error: unknown): string | undefined {
  const { json, message, statusCode } = error as Error & {
    json?: { message?: string };
    statusCode?: number;
  };
  return statusCode === undefined ? undefined : (json?.message ?? message);
}

const NOBODY = { username: '', password: '' };

function refuseDigest(reference: string): never {
  throw new AtelierError('engine-failed', `The engine tells no digest of “${reference}”.`, {
    remedy: 'Send it again; look into the log of the container engine.'
  });
}
