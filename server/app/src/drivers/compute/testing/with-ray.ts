import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../../free-port.ts';
import { endGroup } from '../end-group.ts';

/** A Python of its own, made by `./studio test`: Ray is no part of the product. */
const RAY_PYTHON = resolve('.studio/ray/bin/python3');

export interface RayCluster {
  address: string;
  token: string;
}

/** A head of this machine, with two processors, that lets nobody in without a token. */
async function startRay(): Promise<RayCluster & { stop(): Promise<void> }> {
  // Short: sockets lie below it.
  const folder = await mkdtemp(join(tmpdir(), 'ray-'));
  const token = '0123456789abcdef'.repeat(4);
  const port = await freePort();
  const child = spawn(
    RAY_PYTHON,
    [
      ...['-m', 'ray.scripts.scripts', 'start', '--head', '--block', '--port=0', '--num-cpus=2'],
      ...['--dashboard-host=127.0.0.1', `--dashboard-port=${port}`, '--disable-usage-stats'],
      ...['--object-store-memory=80000000', `--temp-dir=${folder}`, '--node-ip-address=127.0.0.1']
    ],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${dirname(RAY_PYTHON)}:${process.env.PATH}`,
        RAY_AUTH_MODE: 'token',
        RAY_AUTH_TOKEN: token
      }
    }
  );
  child.stderr.resume();
  const stop = async (): Promise<void> => {
    endGroup(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await begun(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...{ token, address: `http://127.0.0.1:${port}` }, stop };
}

async function begun(child: ChildProcess): Promise<void> {
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await lines.next();
    if (done) {
      throw new Error('Ray has ended before it had begun');
    }
    if (String(value).includes('Ray runtime started')) {
      child.stdout!.resume();
      return;
    }
  }
}

/** Needs Ray: left out aloud where it is missing, and never in CI. */
export function describeWithRay(name: string, tests: (ray: () => RayCluster) => void): void {
  if (!existsSync(RAY_PYTHON) && !process.env.CI) {
    console.warn(`left out, there is no Ray below .studio/ray: ${name}`);
    describe.skip(name, () => tests(() => undefined as never));
    return;
  }
  describe(name, () => {
    let ray: Awaited<ReturnType<typeof startRay>> | undefined;
    beforeAll(async () => {
      ray = await startRay();
    }, 180_000);
    afterAll(() => ray?.stop());
    tests(() => ray!);
  });
}
