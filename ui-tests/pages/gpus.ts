import { rmSync, writeFileSync } from 'node:fs';
import { gpuFile, gpuProcessFile } from '../fixtures/environment';

const uuidOf = (index: number): string => `GPU-0000000${index}-aaaa-bbbb-cccc-00000000000${index}`;

/** The machine seems to have so many GPUs, until they are taken away. */
export function putGpus(count: number): void {
  const lines = Array.from({ length: count }, (_, index) => {
    const use = `${(index + 1) * 9_000}, ${37 + index}, 41, 70.12`;
    return `${uuidOf(index)}, ${index}, Stand-in GPU, 81920, ${use}`;
  });
  writeFileSync(gpuFile, `${lines.join('\n')}\n`);
}

/** A process seems to work on the GPU of that index, with so many MiB of its memory. */
export function putGpuProcess(pid: number, index: number, memory: number): void {
  writeFileSync(gpuProcessFile, `${pid}, ${uuidOf(index)}, ${memory}\n`);
}

export function takeGpus(): void {
  rmSync(gpuFile, { force: true });
  rmSync(gpuProcessFile, { force: true });
}
