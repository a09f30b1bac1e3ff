import { connectDocker } from '../../docker/index.ts';
import type { Engine } from '../engine.ts';
import { createDockerEngine } from './docker-engine.ts';

/** An engine that is reached, and its program read, when it is first asked for. */
export function openDockerEngine(address: string | undefined) {
  let opened: Promise<Engine> | undefined;
  return {
    engine: (): Promise<Engine> => (opened ??= connectDocker({ address }).then(createDockerEngine)),
    close: async (): Promise<void> => (await opened)?.close()
  };
}
