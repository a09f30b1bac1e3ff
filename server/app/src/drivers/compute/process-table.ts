import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/** One line of the table of processes. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  /** Processor time of the process alone, in milliseconds. */
  cpu: number;
  /** Of children that have ended and that it has waited for. */
  childrenCpu: number;
  /** When it started, in clock ticks since the machine did. */
  startTicks: string;
  ended: boolean;
}

/** USER_HZ, which is 100 on every architecture that Node runs on. */
const MILLISECONDS_PER_TICK = 10;
/** Read in one go, a millisecond or two: others wait meanwhile. */
const AT_ONCE = 200;

/** One process, by proc(5); undefined if there is none. */
export async function readProcess(pid: number): Promise<ProcessEntry | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : entryOf(pid, text);
}

function entryOf(pid: number, text: string): ProcessEntry {
  // The name, in parentheses, may hold anything: count from behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    parent: Number(fields[1]),
    cpu: (Number(fields[11]) + Number(fields[12])) * MILLISECONDS_PER_TICK,
    childrenCpu: (Number(fields[13]) + Number(fields[14])) * MILLISECONDS_PER_TICK,
    startTicks: fields[19] ?? '',
    ended: fields[0] === 'Z' || fields[0] === 'X'
  };
}

/** All of them. Nothing in /proc waits for a disk: read without promises it takes a seventh of the time. */
export async function readProcesses(): Promise<ProcessEntry[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter(name => /^\d+$/.test(name)).map(Number);
  const entries: ProcessEntry[] = [];
  for (const [place, pid] of pids.entries()) {
    if (place > 0 && place % AT_ONCE === 0) {
      await setImmediate();
    }
    try {
      entries.push(entryOf(pid, readFileSync(`/proc/${pid}/stat`, 'utf8')));
    } catch {
      // It has ended meanwhile.
    }
  }
  return entries;
}

/** A process with all that descend from it. */
export function treeOf(root: number, processes: ProcessEntry[]): ProcessEntry[] {
  const children = Map.groupBy(processes, entry => entry.parent);
  const tree = processes.filter(entry => entry.pid === root);
  for (const entry of tree) {
    tree.push(...(children.get(entry.pid) ?? []));
  }
  return tree;
}

/** Resident bytes of a process; 0 if it has ended. */
export async function residentMemory(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Bytes that a process, and children that it has outlived, have moved; undefined if nobody tells. */
export async function movedBytes(
  pid: number
): Promise<{ read: number; written: number } | undefined> {
  const text = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '');
  const read = /^read_bytes: (\d+)/m.exec(text)?.[1];
  const written = /^write_bytes: (\d+)/m.exec(text)?.[1];
  return read !== undefined && written !== undefined
    ? { read: Number(read), written: Number(written) }
    : undefined;
}

/** Names this run of the machine: process numbers and ticks start anew with each. */
export async function bootId(): Promise<string> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown');
  return text.trim();
}

/** The user that a process belongs to. */
export async function ownerOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const uid = /^Uid:\s+(\d+)/m.exec(text)?.[1];
  return uid === undefined ? undefined : Number(uid);
}
