import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const uuidOf = (index: number): string =>
  `GPU-0000000${index}-aaaa-bbbb-cccc-00000000000${index}`;

/** A program that works on a GPU, with the MiB that it has there. */
export interface StandInProcess {
  pid: number;
  gpu: number;
  memory: number | '[N/A]';
}

/** A tool that tells of so many GPUs, as NVIDIA's does, with the work and the power of each. */
export async function makeGpuTool(
  count: number,
  { work = (index: number) => 37 + index, power = '[N/A]' } = {}
): Promise<{
  path: string;
  /** Who works on them from now on. */
  putProcesses(processes: readonly StandInProcess[]): Promise<void>;
  remove(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-gpus-'));
  const path = join(folder, 'nvidia-smi');
  const apps = join(folder, 'compute-apps.csv');
  const lines = Array.from(
    { length: count },
    (_, index) =>
      `${uuidOf(index)}, ${index}, Stand-in GPU, 81920, 1024, ${work(index)}, 41, ${power}`
  );
  const script = [
    '#!/bin/sh',
    `case "$1" in --query-compute-apps=*) exec cat '${apps}';; esac`,
    `cat <<'END'\n${lines.join('\n')}\nEND\n`
  ];
  await writeFile(apps, '');
  await writeFile(path, script.join('\n'), { mode: 0o755 });
  return {
    path,
    putProcesses: processes =>
      writeFile(
        apps,
        processes.map(({ gpu, memory, pid }) => `${pid}, ${uuidOf(gpu)}, ${memory}\n`).join('')
      ),
    remove: () => rm(folder, { recursive: true, force: true })
  };
}
