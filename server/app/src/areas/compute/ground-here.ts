import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Compute, Engine, Execution, Mount } from '../../drivers/compute/index.ts';
import type { Disk } from '../../drivers/disk/index.ts';
import type { InstanceRow } from './compute.store.ts';
import { HOME } from './ground.ts';
import type { Connection, Ground } from './ground.ts';
import { variablesOf } from './instance-present.ts';
import type { Lent } from './lent.ts';

export interface GroundHereOptions {
  compute: Compute;
  data: string;
  disk: Disk;
  engine: () => Promise<Engine>;
  files?: string;
  lent: Lent;
  programs: string;
  /** Of an instance: where sockets of its kernels lie. */
  runFolder(row: InstanceRow): string;
}

/** The engine of this machine: containers see its folders, and it sees their processes. */
export function createGroundHere(options: GroundHereOptions): Ground {
  const { compute, data, disk, engine, files, lent, programs, runFolder } = options;
  const ownFolder = (row: InstanceRow) => join(data, 'compute', row.id);
  const homeOf = (row: InstanceRow) => join(ownFolder(row), 'home');

  async function identify(execution: string) {
    const state = await (await engine()).execution(execution);
    return state.running && state.pid !== undefined
      ? compute.identify(state.pid, 'anyone')
      : undefined;
  }

  return {
    labels: { 'atelier.owner': lent.owner },
    node: process.execPath,
    kernel: join(programs, 'kernel', 'main.cjs'),
    python: join(programs, 'python'),
    engine,
    /** Folders that the container sees, each at the path that it has here, but for its home. */
    async surroundings(row) {
      const [home, run] = [homeOf(row), runFolder(row)];
      for (const folder of [home, run]) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
      }
      await chmod(run, 0o700);
      const own = variablesOf(row);
      const installers = await lent.installers(row.network);
      const wanted = Object.entries(installers.environment).filter(([name]) => !(name in own));
      const environment = { ...Object.fromEntries(wanted), ATELIER_DATA: data };
      const mounts: Mount[] = [
        { source: home, target: HOME, readOnly: false },
        { source: run, target: run, readOnly: false },
        ...(await lent.mounts(join(ownFolder(row), 'server.json'))),
        ...installers.mounts
      ];
      return { argv: ['sleep', 'infinity'], environment, mounts };
    },
    sending: () => Promise.resolve({}),
    begun: () => Promise.resolve(),
    async place(row, name, connection: Connection) {
      const folder = join(runFolder(row), name);
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, 'connection.json');
      const reached = { ...connection, ip: join(folder, 'k') };
      await writeFile(file, JSON.stringify(reached), { mode: 0o600 });
      return { file, log: join(folder, 'log'), connection: reached };
    },
    adopt: () => undefined,
    release: () => undefined,
    beginsIn: (_row, folder) =>
      Promise.resolve(files && folder && isWithin(folder, files) ? folder : HOME),
    processes: () => compute,
    identify: (_row, { execution }) => identify(execution),
    shell: (_name, argv) => argv,
    async endShell(_row, _name, execution: Execution) {
      const found = await identify(execution.id);
      await (found && compute.end(found, { force: true }));
    },
    sizeOfHome: row => disk.sizeOf(homeOf(row)),
    left: row => rm(runFolder(row), { recursive: true, force: true }),
    async remove(row) {
      for (const folder of [runFolder(row), ownFolder(row)]) {
        await rm(folder, { recursive: true, force: true });
      }
    },
    close: () => undefined
  };
}

const isWithin = (path: string, folder: string): boolean =>
  relative(folder, path).split('/')[0] !== '..';
