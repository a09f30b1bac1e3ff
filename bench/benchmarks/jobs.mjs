import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { startAtelier } from '../harness/atelier.mjs';
import { makeContainerImage } from '../harness/container-image.mjs';
import { temporaryFolder } from '../harness/temporary-folder.mjs';

export const versionsOf = [];

const SOCKET = '/var/run/docker.sock';
const FIRST_LINE = 'job: submitted to first line of the log';
const SCALE = 'cluster: from no nodes to four, each with a task that runs';
const NODES = 4;
const LOOK_EVERY = 5;

const pause = () => new Promise(resolve => setTimeout(resolve, LOOK_EVERY));

/** Milliseconds until a program of the engine's own client has written its first line. */
function dockerRun(image) {
  const begun = performance.now();
  const args = ['run', '--rm', '--network', 'none', image, 'sh', '-c', 'echo hello'];
  const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', () => resolve(performance.now() - begun));
  });
}

/** Jobs as people wait for them: until the first line can be read, until all nodes work. */
export async function measure({ figures, quick }) {
  if (!existsSync(SOCKET)) {
    throw new Error(`there is no container engine at ${SOCKET}.`);
  }
  const temporary = temporaryFolder('atelier');
  const server = await startAtelier();
  const ask = (method, rest, body) =>
    server.call({
      ...{ method, body, headers: server.headers },
      path: `/api/workspaces/~${rest}`
    });
  const submit = (cluster, command, more = {}) =>
    ask('POST', '/jobs', { cluster, program: { type: 'command', command }, ...more });

  async function ended(id) {
    for (;;) {
      const job = await ask('GET', `/jobs/${id}`);
      if (job.endedAt !== null) {
        return job;
      }
      await pause();
    }
  }

  async function firstLine(cluster) {
    const begun = performance.now();
    const { id, run: runId } = await submit(cluster, 'echo hello');
    for (;;) {
      const found = await ask('GET', `/runs/${runId}/log`).catch(() => ({ chunks: [] }));
      if (found.chunks.length) {
        const taken = performance.now() - begun;
        await ended(id);
        return taken;
      }
      await pause();
    }
  }

  async function scale() {
    const begun = performance.now();
    const { id } = await submit('scaled', 'sleep 1', { array: { count: NODES } });
    for (;;) {
      const { children } = await ask('GET', `/jobs/${id}`);
      if (children.running + children.finished === NODES) {
        const taken = performance.now() - begun;
        await ended(id);
        return taken;
      }
      await pause();
    }
  }

  try {
    const image = await makeContainerImage(temporary.path);
    const cluster = { driver: 'docker', image };
    await ask('POST', '/clusters', { ...cluster, name: 'warm', minNodes: 1, maxNodes: 1 });
    await ask('POST', '/clusters', { ...cluster, name: 'cold', idleSeconds: 0 });
    await ask('POST', '/clusters', { ...cluster, name: 'scaled', maxNodes: NODES, idleSeconds: 0 });
    for (let round = 0; round < (quick ? 3 : 10); round++) {
      const subjects = {
        'Atelier, a process': () => firstLine('local'),
        'Atelier, a container on a node that is there': () => firstLine('warm'),
        'Atelier, a container, no node before': () => firstLine('cold'),
        '`docker run`': () => dockerRun(image)
      };
      for (const [name, take] of Object.entries(subjects)) {
        figures.add(FIRST_LINE, 'ms', 'lower', name, await take());
      }
      figures.add(SCALE, 'ms', 'lower', 'Atelier', await scale());
    }
  } finally {
    await server.stop();
    temporary.remove();
  }
}
