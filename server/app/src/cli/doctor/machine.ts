import { statfs } from 'node:fs/promises';
import type { Check } from './check.ts';
import { failed, ok, warning } from './check.ts';

const NODE_MAJOR = 24;
const NODE_MINOR = 15;
const GIB = 2 ** 30;

export const nodeVersion: Check = {
  name: 'Node.js',
  async run() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    return major > NODE_MAJOR || (major === NODE_MAJOR && minor >= NODE_MINOR)
      ? ok(process.version)
      : failed(
          `${process.version} is too old`,
          `Run Atelier with Node.js ${NODE_MAJOR}.${NODE_MINOR} or later.`
        );
  }
};

export function freeDisk(data: string): Check {
  return {
    name: 'free disk space',
    async run() {
      const { bavail, bsize } = await statfs(data);
      const free = bavail * bsize;
      const detail = `${(free / GIB).toFixed(1)} GiB free at ${data}`;
      const remedy = 'Free some space there, or move the data folder to another disk.';
      if (free < GIB / 16) {
        return failed(detail, remedy);
      }
      return free < GIB ? warning(detail, remedy) : ok(detail);
    }
  };
}

export const onnxRuntime: Check = {
  name: 'ONNX Runtime',
  async run() {
    try {
      const name = 'onnxruntime-node';
      await import(name);
      return ok('loads');
    } catch (error) {
      return failed(
        `does not load: ${(error as Error).message.split('\n')[0]}`,
        'Install Atelier again for this platform; endpoints cannot score without it.'
      );
    }
  }
};
