import { rmSync, writeFileSync } from 'node:fs';
import { gpuFile } from '../fixtures/environment';

/** The machine seems to have so many GPUs, until they are taken away. */
export function putGpus(count: number): void {
  const lines = Array.from({ length: count }, (_, index) => {
    const uuid = `GPU-0000000${index}-aaaa-bbbb-cccc-00000000000${index}`;
    return `${uuid}, ${index}, Stand-in GPU, 81920, ${(index + 1) * 9_000}, ${37 + index}, 41, 70.12`;
  });
  writeFileSync(gpuFile, `${lines.join('\n')}\n`);
}

export const takeGpus = (): void => rmSync(gpuFile, { force: true });
