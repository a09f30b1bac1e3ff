import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type Docker from 'dockerode';
import type { ContainerInspectInfo, ExecCreateOptions } from 'dockerode';
import { disconnectDocker } from '../../docker/index.ts';
import type {
  Engine,
  Execution,
  ExecutionSpec,
  LogOptions,
  OutputChunk,
  Workload,
  WorkloadSpec
} from '../engine.ts';
import { containerOf, limitsOf, resourcesOf } from './container-spec.ts';
import { eventsOf } from './events.ts';
import { createNetworks } from './networks.ts';
import { chunksOf, splitOutput } from './output.ts';
import { pairs } from './pairs.ts';
import { asking, explain, isStatus, noEngine, unlessStatus } from './problems.ts';
import { createShelves } from './shelves.ts';
import { usageOf } from './usage.ts';

const GRACE = 10_000;
const NOT_MODIFIED = 304;
const NOT_FOUND = 404;

/**
 * Work in containers of a Docker engine, or of one that speaks its interface.
 * @param place `elsewhere`: not the machine of the server, whose folders it cannot mount
 */
export function createDockerEngine(docker: Docker, place: 'here' | 'elsewhere' = 'here'): Engine {
  const container = (id: string) => docker.getContainer(id);
  const networks = createNetworks(docker);
  const shelves = createShelves(docker);

  async function open(id: string, spec: ExecutionSpec, attached: boolean) {
    const options: ExecCreateOptions = {
      Cmd: spec.argv,
      Env: pairs(spec.environment ?? {}),
      WorkingDir: spec.folder,
      User: spec.user && `${spec.user.uid}:${spec.user.gid}`,
      Tty: spec.terminal ?? false,
      AttachStdin: attached,
      AttachStdout: attached,
      AttachStderr: attached
    };
    return container(id).exec(options);
  }

  return {
    kind: 'docker',
    capabilities: () =>
      asking(async () => {
        const info = ((await unlessStatus(404, () => docker.info())) ?? noEngine()) as Record<
          'ServerVersion',
          string
        > &
          Record<'NCPU' | 'MemTotal', number>;
        return {
          version: info.ServerVersion,
          ...{ images: true, limits: true, networks: true, sharesFiles: place === 'here' },
          cpus: info.NCPU,
          memory: info.MemTotal
        };
      }),
    create: spec =>
      asking(async () => {
        requireSent(spec, place);
        await networks.prepare(spec);
        const { id } = await docker.createContainer(containerOf(spec));
        try {
          await networks.join(id, spec);
        } catch (error) {
          await container(id).remove({ force: true, v: true });
          throw error;
        }
        return id;
      }),
    start: (id, { bundles = [], files } = {}) =>
      asking(async () => {
        if ((files || bundles.length) && !(await container(id).inspect()).State.Running) {
          await shelves.fill(id, bundles);
          await (files && container(id).putArchive(await files(), { path: '/' }));
        }
        await unlessStatus(NOT_MODIFIED, () => container(id).start());
      }),
    stop: (id, { grace = GRACE } = {}) =>
      asking(() =>
        unlessStatus(NOT_MODIFIED, () => container(id).stop({ t: Math.ceil(grace / 1_000) }))
      ),
    remove: id =>
      asking(async () => {
        const group = await networks.groupOf(id);
        await unlessStatus(NOT_FOUND, () => container(id).remove({ force: true, v: true }));
        await networks.leave(group);
      }),
    inspect: id => asking(async () => workloadOf(await container(id).inspect())),
    list: labels =>
      asking(async () => {
        const found = await docker.listContainers({ all: true, filters: { label: pairs(labels) } });
        const looks = await Promise.allSettled(found.map(({ Id }) => container(Id).inspect()));
        return looks.flatMap(look => {
          if (look.status === 'fulfilled') {
            return [workloadOf(look.value)];
          }
          if (isStatus(look.reason, NOT_FOUND)) {
            return []; // removed meanwhile
          }
          throw look.reason;
        });
      }),
    resize: (id, resources) => asking(() => container(id).update(limitsOf(resources))),
    logs: (id, options = {}) => logsOf(container(id), options),
    exec: (id, spec) =>
      asking(async (): Promise<Execution> => {
        const started = await open(id, spec, true);
        const stream = await started.start({ hijack: true, stdin: true, Tty: spec.terminal });
        stream.on('error', () => undefined); // who reads or writes it learns of it there
        const outputs = spec.terminal ? undefined : splitOutput(stream);
        const closed = new Promise<void>(resolve => stream.once('close', resolve));
        return {
          id: started.id,
          stdin: stream,
          stdout: outputs?.stdout ?? stream,
          stderr: outputs?.stderr ?? Readable.from([]),
          ended: closed.then(() => asking(async () => (await started.inspect()).ExitCode ?? -1)),
          resize: (w, h) => asking(() => started.resize({ w, h }))
        };
      }),
    launch: (id, spec) =>
      asking(async () => {
        const started = await open(id, spec, false);
        await started.start({ Detach: true });
        return started.id;
      }),
    execution: id =>
      asking(async () => {
        const { ExitCode, Pid, Running } = await docker.getExec(id).inspect();
        return Running
          ? { running: true, pid: Pid || undefined }
          : { running: false, code: ExitCode ?? -1 };
      }),
    usage: id =>
      asking(async () => usageOf(await container(id).stats({ stream: false, 'one-shot': true }))),
    written: id =>
      asking(async () => {
        // Its types do not know the size, which the engine takes long to find out.
        const wanted = { size: true } as object;
        return ((await container(id).inspect(wanted)) as { SizeRw?: number }).SizeRw ?? 0;
      }),
    files: (id, path) => asking(async () => (await container(id).getArchive({ path })) as Readable),
    send: (id, archive) =>
      asking(async () => void (await container(id).putArchive(archive, { path: '/' }))),
    volumes: labels =>
      asking(async () => {
        const filters = { label: pairs(labels) };
        const { Volumes: found } = await docker.listVolumes({ filters });
        return found.map(each => ({ name: each.Name, labels: each.Labels }));
      }),
    discard: volume =>
      asking(() => unlessStatus(NOT_FOUND, () => docker.getVolume(volume).remove())),
    signal: (id, name) => asking(() => container(id).kill({ signal: name })),
    events: (labels, signal) => eventsOf(docker, pairs(labels), signal),
    async close() {
      await networks.close();
      disconnectDocker(docker);
    }
  };
}

/** What an engine elsewhere cannot mount is refused before anything is made. */
function requireSent(spec: WorkloadSpec, place: 'here' | 'elsewhere'): void {
  if (place === 'elsewhere' && spec.mounts.length) {
    throw new AtelierError('not-supported', 'An engine elsewhere cannot mount folders from here.', {
      remedy: 'Send files when the work starts, and programs as bundles.'
    });
  }
}

async function* logsOf(
  container: Docker.Container,
  { follow = false, signal, tail }: LogOptions
): AsyncGenerator<OutputChunk> {
  const options = { stdout: true, stderr: true, tail, abortSignal: signal };
  try {
    const stream = follow
      ? ((await container.logs({ ...options, follow })) as Readable)
      : Readable.from([await container.logs({ ...options, follow: false })]);
    yield* chunksOf(stream);
  } catch (error) {
    if (!signal?.aborted) {
      throw explain(error);
    }
  }
}

function workloadOf(info: ContainerInspectInfo): Workload {
  const { Config, HostConfig, Id, Name, State } = info;
  const hasEnded = State.Status === 'exited' || State.Status === 'dead';
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    labels: Config.Labels,
    state: hasEnded ? 'exited' : State.Running ? 'running' : 'created',
    image: Config.Image,
    resources: resourcesOf(HostConfig),
    startedAt: State.StartedAt.startsWith('0001') ? undefined : Date.parse(State.StartedAt),
    ...(hasEnded && {
      exit: {
        code: State.ExitCode,
        outOfMemory: State.OOMKilled,
        ...(State.Error && { reason: State.Error })
      }
    })
  };
}
