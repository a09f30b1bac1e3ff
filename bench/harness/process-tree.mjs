import { readdirSync, readFileSync } from 'node:fs';

/** Ids of the process and of all below it. Linux only. */
export function processTree(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) && parentOf(name);
    if (parent) {
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
  }
  const tree = [pid];
  for (const each of tree) {
    tree.push(...(children.get(each) ?? []));
  }
  return tree;
}

function parentOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  // the program's name stands in brackets and may itself hold brackets and spaces
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/**
 * Memory of a process with all below it, in MB (10⁶ bytes). `rss` counts a page once for each
 * process that maps it; `pss` counts it once in all.
 */
export function memoryOf(pid) {
  const tree = processTree(pid);
  const megabytes = field =>
    tree.reduce((sum, each) => {
      const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(
        read(`/proc/${each}/smaps_rollup`)
      );
      return sum + (found ? (Number(found[1]) * 1024) / 1e6 : 0);
    }, 0);
  return { processes: tree.length, rss: megabytes('Rss'), pss: megabytes('Pss') };
}

const TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that Node runs on

/** Processor time in seconds that a process and all below it have used. */
export function processorTimeOf(pid) {
  return processTree(pid).reduce((sum, each) => {
    const stat = read(`/proc/${each}/stat`);
    const [user = 0, system = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return sum + (user + system) / TICKS_PER_SECOND;
  }, 0);
}

function read(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // the process has ended
  }
}
