import { existsSync } from 'node:fs';
import { startSwarm } from './swarm-hosts.ts';

type Swarm = Awaited<ReturnType<typeof startSwarm>>;

const canStart = process.getuid?.() === 0 && existsSync('/usr/sbin/dockerd');

/** Needs root and Docker's engine: left out aloud where one is missing, and never in CI. */
export function describeWithSwarm(name: string, tests: (swarm: () => Swarm) => void): void {
  if (!canStart && !process.env.CI) {
    console.warn(`left out, engines in network namespaces need root and dockerd: ${name}`);
    describe.skip(name, () => tests(() => undefined as never));
    return;
  }
  describe(name, () => {
    let swarm: Swarm;
    beforeAll(async () => {
      swarm = await startSwarm([1, 2]);
    }, 120_000);
    afterAll(() => swarm.stop(), 60_000);
    tests(() => swarm);
  });
}
