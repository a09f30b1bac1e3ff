import type { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type Docker from 'dockerode';
import { chunksOf } from '../../compute/docker/index.ts';
import type { RunOptions, RunResult } from '../images.ts';
import { asking } from './refusals.ts';

const TIMEOUT = 120_000;

/** Runs a command in a container of its own, which is removed afterwards. */
export async function runIn(
  connect: () => Promise<Docker>,
  reference: string,
  { argv, network, timeout = TIMEOUT, user, variables = {} }: RunOptions
): Promise<RunResult> {
  const docker = await connect();
  const container = await asking(
    () =>
      docker.createContainer({
        Image: reference,
        Entrypoint: argv.slice(0, 1),
        Cmd: argv.slice(1),
        User: user,
        Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
        Labels: { 'atelier.role': 'probe' },
        HostConfig: {
          NetworkMode: network ? 'default' : 'none',
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges:true'],
          Init: true
        }
      }),
    reference
  );
  const alarm = setTimeout(() => void container.kill().catch(() => undefined), timeout);
  try {
    return await asking(async () => {
      await container.start();
      // The stream ends with the container, and tells where the engine goes away.
      const logs = await container.logs({ follow: true, stdout: true, stderr: true });
      const texts = { stdout: '', stderr: '' };
      for await (const { bytes, stream } of chunksOf(logs as unknown as Readable)) {
        texts[stream] += bytes.toString();
      }
      const { State } = await container.inspect();
      if (State.Running) {
        throw new AtelierError('engine-unreachable', 'The container engine went away.', {
          remedy: 'Start it again, then repeat this.'
        });
      }
      return { exitCode: State.ExitCode, ...texts };
    });
  } finally {
    clearTimeout(alarm);
    await container.remove({ force: true }).catch(() => undefined);
  }
}
