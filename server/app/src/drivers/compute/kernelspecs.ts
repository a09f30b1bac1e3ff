import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublishedInstance } from './compute.ts';

/**
 * The kernelspec of an instance: the TypeScript kernel, started by the studio's own provisioner,
 * which keeps to the instance's size and tells the server of the kernel.
 */
export function kernelspecOf(instance: PublishedInstance): object {
  const { cpus, environmentVariables, id, memoryMb, name, workspaceId } = instance;
  return {
    argv: ['python', '-m', 'jupyterlab_atelier.kernel', '-f', '{connection_file}'],
    display_name: `TypeScript (${name})`,
    language: 'typescript',
    interrupt_mode: 'message',
    env: environmentVariables,
    metadata: {
      kernel_provisioner: {
        provisioner_name: 'atelier-provisioner',
        config: { workspace: workspaceId, instance: id, cpus, memory_mb: memoryMb }
      }
    }
  };
}

/** Kernelspecs as folders below `<folder>`, where Jupyter looks for them. */
export function createKernelspecFolder(folder: string) {
  return {
    async write(instance: PublishedInstance): Promise<void> {
      const target = join(folder, instance.kernelspec);
      await mkdir(target, { recursive: true, mode: 0o700 });
      const draft = join(target, 'kernel.json.tmp');
      // Environment variables may hold secrets.
      await writeFile(draft, JSON.stringify(kernelspecOf(instance), null, 2), { mode: 0o600 });
      await rename(draft, join(target, 'kernel.json'));
    },
    remove: (kernelspec: string): Promise<void> =>
      rm(join(folder, kernelspec), { recursive: true, force: true }),
    names: (): Promise<string[]> => readdir(folder).catch(() => [])
  };
}
