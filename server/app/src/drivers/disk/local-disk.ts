import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import type { Disk } from './disk.ts';

const KIB = 1_024;

/** Disks of this machine. */
export function createLocalDisk(): Disk {
  return {
    async space(folder) {
      const { bavail, blocks, bsize } = await statfs(folder);
      return { free: bavail * bsize, total: blocks * bsize };
    },
    sizeOf: folder =>
      new Promise(resolve => {
        // Files that vanish meanwhile make it fail; it tells the sum of the others all the same.
        execFile('du', ['-skx', '--', folder], { encoding: 'utf8' }, (_error, stdout) => {
          resolve((Number.parseInt(stdout, 10) || 0) * KIB);
        });
      })
  };
}
