export type { Disk } from './disk.ts';
export { createLocalDisk } from './local-disk.ts';
