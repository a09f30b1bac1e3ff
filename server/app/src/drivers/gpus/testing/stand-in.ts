import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const uuidOf = (index: number): string =>
  `GPU-0000000${index}-aaaa-bbbb-cccc-00000000000${index}`;

/** A tool that tells of so many GPUs, as NVIDIA's does, with the work and the power of each. */
export async function makeGpuTool(
  count: number,
  { work = (index: number) => 37 + index, power = '[N/A]' } = {}
): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-gpus-'));
  const path = join(folder, 'nvidia-smi');
  const lines = Array.from(
    { length: count },
    (_, index) =>
      `${uuidOf(index)}, ${index}, Stand-in GPU, 81920, 1024, ${work(index)}, 41, ${power}`
  );
  await writeFile(path, `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`, { mode: 0o755 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
