import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { AtelierError } from '@atelier-ml/api';
import { hasCode } from '@atelier-ml/api';
import type { Engine, Execution, Processes } from '../../drivers/compute/index.ts';
import { createRelay } from '../../drivers/relay/index.ts';
import type { Relay } from '../../drivers/relay/index.ts';
import { tarOf } from '../../tar.ts';
import type { InstanceRow } from './compute.store.ts';
import { HOME } from './ground.ts';
import type { Connection, Ground } from './ground.ts';
import { createKernelSockets } from './kernel-sockets.ts';
import { AGENT, LENT, lentBundle } from './lent-bundle.ts';
import type { Lent } from './lent.ts';
import { notebookFiles, sentFrom } from './notebook-files.ts';
import type { StudioDoor } from './studio-door.ts';

export interface GroundElsewhereOptions {
  /** Of the attached compute. */
  id: string;
  data: string;
  door: StudioDoor | undefined;
  engine: () => Promise<Engine>;
  files?: string;
  lent: Lent;
  programs: string;
  runFolder(row: InstanceRow): string;
  /** Why a container is not reached now; null: it is. */
  told(row: InstanceRow, problem: AtelierError | null): void;
}

/** Where programs in the container find their sockets. */
const RUN = '/run/atelier';
const DATA = join(HOME, '.atelier');
const NOTEBOOKS = join(HOME, 'notebooks');
/** Milliseconds for a server that has just begun to reach a container. */
const PATIENCE = 3_000;
/** For programs to end that are asked first. */
const ENDING = 15_000;
/** For a disk to be measured. */
const MEASURING = 60_000;
const NODE = join(LENT, 'bin', 'node');

/**
 * An engine on another machine. Its containers consist of an agent, over which this server reaches their
 * kernels and processes, and they the studio. Nothing of this machine is mounted.
 */
export function createGroundElsewhere(options: GroundElsewhereOptions): Ground {
  const { data, door, engine, files, id, lent, programs, runFolder, told } = options;
  const relays = new Map<string, { workload: string; relay: Relay }>();
  /** One after the other of an instance: each knows what the one before has sent. */
  const sending = new Map<string, Promise<void>>();
  const sockets = createKernelSockets();
  const labels = { 'atelier.elsewhere': `${lent.owner}-${id}` };
  const ownFolder = (row: InstanceRow) => join(data, 'compute', row.id);
  const volumeOf = (row: InstanceRow) => `atelier-home-${lent.owner}-${row.id.slice(0, 12)}`;
  const placeOf = (row: InstanceRow, name: string) => join(runFolder(row), name, 'k');
  let isClosed = false;
  let bundle: ReturnType<typeof lentBundle> | undefined;
  const bundles = async () => [await (bundle ??= lentBundle(programs))];

  /** To whatever was last begun, also when it has ended: a row may tell of the container before. */
  const workloadOf = (row: InstanceRow) => relays.get(row.id)?.workload ?? row.workload ?? '';
  const relayOf = (row: InstanceRow): Relay =>
    relays.get(row.id)?.relay ?? beginRelay(row, workloadOf(row));

  function beginRelay(row: InstanceRow, workload: string): Relay {
    const known = relays.get(row.id);
    if (known && known.workload === workload && !known.relay.isClosed) {
      return known.relay;
    }
    known?.relay.close();
    const argv = [NODE, join(LENT, AGENT), 'join', RUN];
    const relay = createRelay({
      async dial() {
        const link = await (await engine()).exec(workload, { argv, user: lent.user });
        link.stderr.resume();
        link.ended.catch(() => undefined);
        return link;
      },
      wanted: stream => (door ? door.open(row, stream) : stream.destroy()),
      told: problem => told(row, problem)
    });
    relays.set(row.id, { workload, relay });
    if (isClosed) {
      relay.close();
    }
    return relay;
  }

  function drop(row: InstanceRow): void {
    relays.get(row.id)?.relay.close();
    relays.delete(row.id);
    sockets.closeBelow(join(runFolder(row), '/'));
  }

  async function send(row: InstanceRow, from: { folder: string; files: string }): Promise<void> {
    await mkdir(ownFolder(row), { recursive: true, mode: 0o700 });
    const place = { ...from, target: NOTEBOOKS, record: join(ownFolder(row), 'sent.json') };
    const { archive, sent } = await notebookFiles(place, lent.user);
    await (await engine()).send(workloadOf(row), archive);
    await sent();
  }

  function listen(row: InstanceRow, name: string): void {
    if (!isClosed) {
      sockets.listen(placeOf(row, name), number =>
        relayOf(row).open({ connect: `${RUN}/${name}/k-${number}` })
      );
    }
  }

  /** What ends programs; with their container they have ended. */
  async function ending(row: InstanceRow, ask: (relay: Relay) => Promise<unknown>): Promise<void> {
    const relay = relayOf(row);
    try {
      await relay.joined(PATIENCE);
      await ask(relay);
    } catch (error) {
      // Its container may have been stopped meanwhile by somebody else.
      const hasEnded = isOver(error) || (relay.isClosed && !isClosed);
      if (!hasEnded) {
        throw error;
      }
    }
  }

  const processes = (row: InstanceRow): Processes => ({
    identify: () => Promise.resolve(undefined), // numbers of another machine
    async measure(identities) {
      const found = identities.length
        ? await relayOf(row).call('measure', { processes: identities })
        : [];
      return found.map(usage => usage ?? undefined);
    },
    end: (process, { force = false } = {}) =>
      ending(row, relay => relay.call('end', { process, force }, ENDING)),
    signal: (process, name) => ending(row, relay => relay.call('signal', { process, name }))
  });

  return {
    labels,
    node: NODE,
    kernel: join(LENT, 'kernel', 'main.cjs'),
    python: join(LENT, 'python'),
    engine,
    surroundings: async row => ({
      argv: [NODE, join(LENT, AGENT), 'serve', RUN],
      environment: { ATELIER_DATA: DATA },
      mounts: [],
      bundles: await bundles(),
      volumes: [{ name: volumeOf(row), target: HOME }]
    }),
    sending: async row => ({
      bundles: await bundles(),
      files: () =>
        Promise.resolve(
          tarOf(archive => {
            for (const name of [HOME, NOTEBOOKS, DATA, join(DATA, 'journal'), RUN]) {
              archive.entry({ name, type: 'directory', mode: 0o700, ...lent.user });
            }
            if (door) {
              const [link, tokenFile] = [join(DATA, 'server.json'), join(DATA, 'token')];
              const address = JSON.stringify({ url: `unix:${RUN}/studio`, tokenFile });
              archive.entry({ name: link, mode: 0o600, ...lent.user }, address);
              archive.entry({ name: tokenFile, mode: 0o600, ...lent.user }, door.keyOf(row.id));
            }
          })
        )
    }),
    begun: (row, workload) => beginRelay(row, workload).joined(),
    async place(row, name, connection: Connection) {
      const folder = `${RUN}/${name}`;
      const relay = relayOf(row);
      await relay.joined();
      const inside = JSON.stringify({ ...connection, ip: `${folder}/k` });
      await relay.call('place', { folder, files: { 'connection.json': inside } });
      listen(row, name);
      return {
        file: `${folder}/connection.json`,
        log: `${folder}/log`,
        connection: { ...connection, ip: placeOf(row, name) }
      };
    },
    adopt(row, names) {
      beginRelay(row, workloadOf(row));
      for (const name of names.filter(each => !sockets.has(placeOf(row, each)))) {
        listen(row, name);
      }
    },
    release: (row, name) => sockets.close(placeOf(row, name)),
    async beginsIn(row, folder) {
      const from = files && folder ? await sentFrom(folder, files) : undefined;
      if (!from) {
        return HOME;
      }
      const under = (sending.get(row.id) ?? Promise.resolve()).then(() => send(row, from));
      sending.set(
        row.id,
        under.catch(() => undefined)
      );
      await under;
      return join(NOTEBOOKS, relative(from.files, from.folder));
    },
    processes,
    async identify(row, { log }) {
      const file = `${log}.pid`;
      const ask = async () => {
        await relayOf(row).joined();
        return relayOf(row).call('identify', { file });
      };
      // It runs, and has to be known: a connection that was lost just now is waited for.
      return (
        (await ask().catch(error => (isOver(error) ? Promise.reject(error) : ask()))) ?? undefined
      );
    },
    shell: (name, argv) => ['sh', '-c', 'echo $$ >"$0"; exec "$@"', `${RUN}/${name}.pid`, ...argv],
    async endShell(row, name, execution: Execution) {
      if ((await (await engine()).execution(execution.id)).running) {
        const process = await relayOf(row).call('identify', { file: `${RUN}/${name}.pid` });
        await (process && processes(row).end(process, { force: true }));
      }
    },
    async sizeOfHome(row) {
      if (row.state !== 'running' || !row.workload) {
        return 0;
      }
      await relayOf(row).joined(PATIENCE);
      return relayOf(row).call('sizeOf', { folder: HOME }, MEASURING);
    },
    async left(row) {
      drop(row);
      await rm(runFolder(row), { recursive: true, force: true });
    },
    async remove(row) {
      drop(row);
      sending.delete(row.id);
      await (await engine()).discard(volumeOf(row));
      for (const folder of [runFolder(row), ownFolder(row)]) {
        await rm(folder, { recursive: true, force: true });
      }
    },
    close() {
      isClosed = true;
      sockets.closeBelow('');
      relays.forEach(({ relay }) => relay.close());
    }
  };
}

/** Whether there is no container any more. */
const isOver = (error: unknown): boolean => hasCode(error, 'not-found', 'not-running');
