import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import path from 'node:path';

const GIB = 1024 ** 3;
/** Tests wait for a disk more than for anything else: where memory is plenty they write there. */
const PLENTY = 12 * GIB;

function mountMemory(folder) {
  if (process.getuid?.() !== 0 || totalmem() < PLENTY) {
    return false;
  }
  try {
    const options = `mode=1777,size=${Math.floor(totalmem() / 2)}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'atelier-tests', folder], {
      stdio: 'ignore'
    });
    return true;
  } catch {
    return false; // a container may not
  }
}

/**
 * A folder of the tests' own for temporary files, in memory where that can be had; it goes when this
 * process ends. Whoever is started from here finds it by `TMPDIR`.
 */
export function makeScratch() {
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-'));
  chmodSync(folder, 0o1777);
  const isMounted = mountMemory(folder);
  process.env.TMPDIR = folder;
  process.on('exit', () => {
    if (isMounted) {
      // what a test has left open must not keep it
      execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
    }
    rmSync(folder, { recursive: true, force: true });
  });
}
