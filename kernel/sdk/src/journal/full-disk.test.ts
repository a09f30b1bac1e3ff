import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStudio } from '../studio/index.ts';
import type { Studio } from '../studio/index.ts';
import { buildFolder } from '../testing/index.ts';
import type { TestFolder } from '../testing/index.ts';

let folder: TestFolder;
let journals: string;
let studio: Studio;
const warnings: unknown[] = [];
const steps = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A file system of its own, of a size; only root may make one. */
function mount(place: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', place]);
    return true;
  } catch {
    return false;
  }
}

const canMount = process.getuid?.() === 0;

(canMount ? describe : describe.skip)(
  'a journal whose disk is full (needs root, to make a small one)',
  () => {
    beforeEach(() => {
      folder = buildFolder();
      journals = join(folder.path, 'journal');
      mkdirSync(journals);
      expect(mount(journals, '1m')).toBe(true);
      warnings.length = 0;
      studio = createStudio({
        dataFolder: folder.path,
        capture: false,
        warn: warning => void warnings.push(warning)
      });
    });
    afterEach(async () => {
      await studio.sender.stop();
      execFileSync('umount', [journals]);
      await folder.remove();
    });

    it('keeps what is logged in memory, says so once, and loses nothing once there is room', async () => {
      const run = studio.tracker.startRun({ experiment: 'full' });
      run.log({ loss: 0 });
      const filler = join(journals, 'filler');
      expect(() => writeFileSync(filler, Buffer.alloc(2 * 1024 * 1024))).toThrow('ENOSPC');
      for (let step = 1; step < 2_000; step++) {
        run.log({ loss: 1 / step });
      }
      const state = run.journalState();
      expect(state).toMatchObject({ lost: 0 });
      expect(state.error).toContain('ENOSPC');
      expect(warnings).toHaveLength(1);
      rmSync(filler);
      const server = await folder.startServer();
      await run.end();
      while (!server.runs.get(run.id)?.ended) {
        await run.flush(50);
        await new Promise(resolve => setImmediate(resolve));
      }
      const metrics = server.runs.get(run.id)?.entries.filter(({ type }) => type === 'metric');
      expect(metrics?.map(({ step }) => step)).toEqual(steps(2_000));
      expect(server.runs.get(run.id)?.ended).toBe(true);
    });
  }
);
