import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folders = new Set();
const remove = folder => rmSync(folder, { recursive: true, force: true });

process.on('exit', () => folders.forEach(remove));

/** Makes an empty folder, which goes with `remove()`, or with this process at the latest. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `${name}-bench-`));
  folders.add(folder);
  return {
    path: folder,
    remove() {
      remove(folder);
      folders.delete(folder);
    }
  };
}
