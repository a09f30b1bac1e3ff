import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process for good: a pid alone is given out again after its process has ended. */
export interface ProcessIdentity {
  pid: number;
  /** Start time, in the platform's own words; equal only for the same process. */
  start: string;
  /** Machine, and on Linux the boot and pid namespace, within which the pid means something. */
  place: string;
}

function readOr(read: () => string, fallback: string): string {
  try {
    return read().trim();
  } catch {
    return fallback;
  }
}

const placeOfPids = (): string =>
  [
    hostname(),
    readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), ''),
    readOr(() => readlinkSync('/proc/self/ns/pid'), '')
  ].join(' ');

/** Start time of a process in clock ticks since boot (Linux) or as `ps` writes it; undefined if there is none. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readOr(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
    // The second field is the program's name in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  }
  const start = readOr(
    () => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }),
    ''
  );
  return start || undefined;
}

export function identify(pid: number = process.pid): ProcessIdentity {
  return { pid, start: startOf(pid) ?? '', place: placeOfPids() };
}

/** `elsewhere`: the pid belongs to another machine or container, so nobody here can tell. */
export function stateOf(identity: ProcessIdentity): 'alive' | 'dead' | 'elsewhere' {
  const [host, boot] = identity.place.split(' ');
  const [hereHost, hereBoot] = placeOfPids().split(' ');
  if (host === hereHost && boot !== hereBoot) {
    return 'dead';
  }
  if (identity.place !== placeOfPids()) {
    return 'elsewhere';
  }
  return startOf(identity.pid) === identity.start ? 'alive' : 'dead';
}
