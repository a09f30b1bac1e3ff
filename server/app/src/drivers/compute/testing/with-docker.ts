import { existsSync } from 'node:fs';

const SOCKET = '/var/run/docker.sock';

/** Needs a container engine: left out aloud where there is none, and never in CI. */
export function describeWithDocker(name: string, tests: () => void): void {
  if (existsSync(SOCKET) || process.env.CI) {
    describe(name, tests);
  } else {
    console.warn(`left out, there is no container engine at ${SOCKET}: ${name}`);
    describe.skip(name, tests);
  }
}
