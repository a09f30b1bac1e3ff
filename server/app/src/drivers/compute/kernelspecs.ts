import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kernelspec } from './compute.ts';

/** Kernelspecs as folders below `<folder>`, where Jupyter looks for them. */
export function createKernelspecFolder(folder: string) {
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: several may be about the same kernelspec. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work);
    last = done;
    return done;
  }

  async function write({ content, name }: Kernelspec): Promise<void> {
    const target = join(folder, name);
    await mkdir(target, { recursive: true, mode: 0o700 });
    const draft = join(target, 'kernel.json.tmp');
    // Environment variables may hold secrets.
    await writeFile(draft, JSON.stringify(content, null, 2), { mode: 0o600 });
    await rename(draft, join(target, 'kernel.json'));
  }

  return {
    write: (kernelspec: Kernelspec): Promise<void> => inTurn(() => write(kernelspec)),
    remove: (kernelspec: string): Promise<void> =>
      inTurn(() => rm(join(folder, kernelspec), { recursive: true, force: true })),
    names: (): Promise<string[]> => readdir(folder).catch(() => [])
  };
}
