import { startOwnEngine } from './own-engine.ts';
import type { OwnEngine } from './own-engine.ts';

/**
 * Stands for the hook of NVIDIA's Container Toolkit: of each GPU that the engine gives to a container
 * it makes a file `/dev/nvidia…` that tells its UUID, and it refuses those that there are not.
 */
const hookFor = (uuids: string[]) => `#!${process.execPath}
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const state = JSON.parse(readFileSync(0, 'utf8'));
const config = JSON.parse(readFileSync(state.bundle + '/config.json', 'utf8'));
const known = ${JSON.stringify(uuids)};
const wanted = config.process.env.findLast(each => each.startsWith('NVIDIA_VISIBLE_DEVICES='));
for (const uuid of wanted.split('=')[1].split(',')) {
  const index = known.indexOf(uuid);
  if (index < 0) {
    console.error('nvidia-container-cli: device error: ' + uuid + ': unknown device');
    process.exit(1);
  }
  const file = config.root.path + '/dev/nvidia' + index;
  const argv = ['-t', String(state.pid), '-m', 'sh', '-c', 'echo "$1" > "$0"', file, uuid];
  execFileSync('nsenter', argv);
}
`;

/** A container engine of its own on a machine that seems to have these GPUs. */
export const startGpuEngine = (uuids: string[]): Promise<OwnEngine> =>
  startOwnEngine({ programs: { 'nvidia-container-runtime-hook': hookFor(uuids) } });
