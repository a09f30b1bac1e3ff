import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProcesses } from '../compute/processes.ts';
import { createLocalDisk } from '../disk/index.ts';
import type { Answer, CallName, Calls } from './calls.ts';

const LOOK_EVERY = 10;
const PATIENCE = 2_000;

const processes = createProcesses();
const disk = createLocalDisk();

/** A shell writes it just before it becomes the program. */
async function numberIn(file: string): Promise<number> {
  for (let waited = 0; waited < PATIENCE; waited += LOOK_EVERY) {
    const number = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
    if (number) {
      return number;
    }
    await sleep(LOOK_EVERY);
  }
  return 0;
}

const CALLS: { [N in CallName]: (argument: Calls[N][0]) => Promise<Calls[N][1]> } = {
  async place({ files, folder }) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content, { mode: 0o600 });
    }
    return null;
  },
  async identify({ file }) {
    const number = await numberIn(file);
    return (number ? await processes.identify(number, 'anyone') : undefined) ?? null;
  },
  async measure({ processes: identities }) {
    return (await processes.measure(identities)).map(usage => usage ?? null);
  },
  async end({ force, process }) {
    await processes.end(process, { force });
    return null;
  },
  async signal({ name, process }) {
    await processes.signal(process, name);
    return null;
  },
  sizeOf: ({ folder }) => disk.sizeOf(folder)
};

export async function answerCall(call: CallName, argument: unknown): Promise<Answer> {
  try {
    return { result: await CALLS[call](argument as never) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
