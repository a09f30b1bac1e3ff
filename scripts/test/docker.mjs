import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const SOCKET = '/var/run/docker.sock';
const PROGRAMS = ['/usr/sbin/dockerd', '/usr/bin/dockerd'];
const PATIENCE = 60_000;

async function answers() {
  const socket = createConnection(SOCKET);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * A container engine for the tests, unless one answers already.
 * @param log where it writes
 * @returns how to stop it; undefined if none is needed, none is installed or this user may not start one
 */
export async function startDocker(log) {
  const program = PROGRAMS.find(file => existsSync(file));
  if ((await answers()) || !program || process.getuid() !== 0) {
    return undefined;
  }
  const output = openSync(log, 'w');
  const engine = spawn(program, [], { stdio: ['ignore', output, output] });
  closeSync(output);
  const ended = once(engine, 'exit');
  const deadline = performance.now() + PATIENCE;
  while (!(await answers())) {
    if (engine.exitCode !== null || performance.now() > deadline) {
      console.log(`  dockerd does not start; its log: ${log}`);
      return undefined;
    }
    await sleep(100);
  }
  return {
    async stop() {
      engine.kill('SIGTERM');
      await ended;
    }
  };
}
