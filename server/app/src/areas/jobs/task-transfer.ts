import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hasCode } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Pack } from 'tar-stream';
import type { Bundle, Engine, StartOptions } from '../../drivers/compute/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import { tarOf, unpack } from '../../tar.ts';
import { addEntry, entriesOf, lentBundle, LENT } from '../compute/index.ts';
import type { JobInput } from './inputs.ts';
import { DATA, JOB } from './task-door.ts';
import { LAYOUT } from './task-folder.ts';

export interface TransferOptions {
  programs: string;
  storage: Storage;
  user: { uid: number; gid: number };
  /** Sends the journals in a folder to where they belong. */
  deliver(folder: string): Promise<void>;
  log: Logger;
}

export type Transfer = ReturnType<typeof createTransfer>;

/** Brings tasks to engines that share no files with the server, and back what they leave. */
export function createTransfer(options: TransferOptions) {
  const { deliver, log, programs, storage, user } = options;
  let lent: Promise<Bundle[]> | undefined;
  const bundles = (): Promise<Bundle[]> => (lent ??= lentBundle(programs).then(bundle => [bundle]));

  async function addInput(archive: Pack, input: JobInput): Promise<void> {
    const { size = 0 } = (await storage.find(input.sha256)) ?? {};
    const name = `job/${LAYOUT.inputs}/${input.name}/${input.filename}`;
    const header = { name, size, mode: 0o444, ...user };
    await (size
      ? pipeline(await storage.read(input.sha256), archive.entry(header))
      : archive.entry(header, ''));
  }

  /** Nothing there is nothing to be brought. */
  async function bring(engine: Engine, id: string, path: string, folder: string): Promise<boolean> {
    try {
      await mkdir(folder, { recursive: true });
      await unpack(await engine.files(id, path), folder);
      return true;
    } catch (error) {
      if (hasCode(error, 'not-found')) {
        return false;
      }
      throw error;
    }
  }

  return {
    bundles,
    packages: join(LENT, 'kernel', 'packages'),
    node: join(LENT, 'bin', 'node'),
    programs: LENT,
    /** What a task is sent: its folder as it was prepared here, and its inputs. */
    async sending(
      prepare: () => Promise<{ path: string; inputs: JobInput[] }>,
      /** Adds what else it is sent. */
      pack?: (archive: Pack) => void
    ): Promise<StartOptions> {
      return {
        bundles: await bundles(),
        async files() {
          const { inputs, path } = await prepare();
          const entries = await entriesOf(path, 'job');
          return tarOf(async archive => {
            for (const entry of entries) {
              await addEntry(archive, entry, user);
            }
            archive.entry({ name: `job/${DATA}/journal`, type: 'directory', mode: 0o700, ...user });
            pack?.(archive);
            for (const input of inputs) {
              await addInput(archive, input);
            }
          });
        }
      };
    },
    /** Its outputs come to lie where they would if it had run here; its journals are delivered. */
    async fetch(engine: Engine, id: string, path: string): Promise<void> {
      await bring(engine, id, `${JOB}/${LAYOUT.outputs}`, join(path, LAYOUT.work));
      if (await bring(engine, id, `${JOB}/${DATA}/journal`, join(path, DATA))) {
        await deliver(join(path, DATA)).catch((err: unknown) =>
          log.warn({ err, path }, 'journals of a job could not be delivered')
        );
      }
    }
  };
}
