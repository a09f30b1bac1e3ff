import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kernelspec } from './compute.ts';

/** Kernelspecs as folders below `<folder>`, where Jupyter looks for them. */
export function createKernelspecFolder(folder: string) {
  return {
    async write({ content, name }: Kernelspec): Promise<void> {
      const target = join(folder, name);
      await mkdir(target, { recursive: true, mode: 0o700 });
      const draft = join(target, 'kernel.json.tmp');
      // Environment variables may hold secrets.
      await writeFile(draft, JSON.stringify(content, null, 2), { mode: 0o600 });
      await rename(draft, join(target, 'kernel.json'));
    },
    remove: (kernelspec: string): Promise<void> =>
      rm(join(folder, kernelspec), { recursive: true, force: true }),
    names: (): Promise<string[]> => readdir(folder).catch(() => [])
  };
}
