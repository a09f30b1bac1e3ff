import { execFileSync } from 'node:child_process';
import { rmdirSync } from 'node:fs';

/** Whether these tests may mount something: as root, where the machine lets them. */
export const canMount = process.getuid?.() === 0 && tryMount();

function tryMount(): boolean {
  try {
    const place = execFileSync('mktemp', ['-d']).toString().trim();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    rmdirSync(place);
    return true;
  } catch {
    return false;
  }
}
