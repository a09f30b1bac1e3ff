import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudio } from '../studio/index.ts';
import type { Studio, StudioOptions } from '../studio/index.ts';
import { startRealServer } from './real-server.ts';
import type { RealServer } from './real-server.ts';

/** The SDK beside the server itself, on a data folder of their own. */
export interface LiveStudio {
  data: string;
  studio: Studio;
  /** Kills the server and starts another one on the same data. */
  restart(): Promise<void>;
  /** Another program with the SDK. */
  another(options?: StudioOptions): Studio;
  remove(): Promise<void>;
}

export async function buildLiveStudio(): Promise<LiveStudio> {
  const data = mkdtempSync(join(tmpdir(), 'atelier-live-'));
  let server: RealServer = await startRealServer(data);
  const studios: Studio[] = [];
  const another = (options?: StudioOptions): Studio => {
    const studio = createStudio({ dataFolder: data, capture: false, warn: () => {}, ...options });
    studios.push(studio);
    return studio;
  };
  return {
    data,
    studio: another(),
    another,
    async restart() {
      await server.kill();
      server = await startRealServer(data);
    },
    async remove() {
      await Promise.all(studios.map(studio => studio.sender.stop()));
      studios.forEach(studio => studio.connection.close());
      await server.kill();
      rmSync(data, { recursive: true, force: true });
    }
  };
}
