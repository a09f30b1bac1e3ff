import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';

/** A data folder for one test. */
export interface TestFolder {
  path: string;
  /** Starts the fake server and tells its address where clients look. */
  startServer(): Promise<FakeServer>;
  remove(): Promise<void>;
}

export function buildFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'atelier-sdk-'));
  const servers: FakeServer[] = [];
  writeFileSync(join(path, 'token'), 'secret');
  return {
    path,
    async startServer() {
      const server = await startFakeServer(path, `s${servers.length}`);
      servers.push(server);
      writeFileSync(join(path, 'server.json'), JSON.stringify({ url: server.url }));
      return server;
    },
    async remove() {
      await Promise.all(servers.map(server => server.close()));
      rmSync(path, { recursive: true, force: true });
    }
  };
}
