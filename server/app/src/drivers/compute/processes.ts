import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity, Processes, ProcessUsage } from './compute.ts';
import {
  bootId,
  movedBytes,
  ownerOf,
  readProcess,
  readProcesses,
  residentMemory,
  treeOf
} from './process-table.ts';
import type { ProcessEntry } from './process-table.ts';

const GRACE = 3_000;
const LOOK_EVERY = 50;
/** Several look at a process; a share of less time than this would say nothing. */
const SHORTEST_SAMPLE = 500;

/** Processes that this one sees (Linux: it reads /proc). */
export function createProcesses(): Processes {
  const samples = new Map<string, { cpu: number; at: number; busy: number }>();
  const boot = bootId();

  const markOf = async ({ startTicks }: ProcessEntry) => `${await boot}:${startTicks}`;

  async function isAlive({ mark, pid }: ProcessIdentity): Promise<boolean> {
    const entry = await readProcess(pid);
    return entry !== undefined && !entry.ended && (await markOf(entry)) === mark;
  }

  function busyShare(mark: string, cpu: number): number {
    const at = performance.now();
    const before = samples.get(mark);
    if (before && at - before.at < SHORTEST_SAMPLE) {
      return before.busy;
    }
    const busy = before ? (cpu - before.cpu) / (at - before.at) : 0;
    samples.set(mark, { cpu, at, busy });
    return busy;
  }

  async function usageOf(
    identity: ProcessIdentity,
    processes: ProcessEntry[]
  ): Promise<ProcessUsage | undefined> {
    const tree = treeOf(identity.pid, processes);
    const [root] = tree;
    if (!root || root.ended || (await markOf(root)) !== identity.mark) {
      samples.delete(identity.mark);
      return undefined;
    }
    const cpu = tree.reduce((sum, entry) => sum + entry.cpu, 0);
    const pids = tree.map(({ pid }) => pid);
    const memory = await Promise.all(pids.map(residentMemory));
    return {
      cpuPercent: Math.max(0, Math.round(busyShare(identity.mark, cpu) * 1000) / 10),
      cpuTime: tree.reduce((sum, entry) => sum + entry.childrenCpu, cpu),
      memory: memory.reduce((sum, bytes) => sum + bytes, 0),
      pids,
      moved: await movedBy(pids)
    };
  }

  async function goneWithin(identity: ProcessIdentity, patience: number): Promise<boolean> {
    for (let waited = 0; waited < patience; waited += LOOK_EVERY) {
      if (!(await isAlive(identity))) {
        return true;
      }
      await sleep(LOOK_EVERY);
    }
    return false;
  }

  return {
    async identify(pid, owner) {
      const entry = await readProcess(pid);
      const isOurs = owner === 'anyone' || (await ownerOf(pid)) === process.getuid?.();
      if (!entry || entry.ended || !isOurs) {
        return undefined;
      }
      return { pid, mark: await markOf(entry) };
    },
    async measure(identities) {
      const processes = identities.length ? await readProcesses() : [];
      return Promise.all(identities.map(identity => usageOf(identity, processes)));
    },
    async end(identity, { force = false } = {}) {
      const tree = treeOf(identity.pid, await readProcesses());
      if (!(await isAlive(identity))) {
        return;
      }
      signal([identity.pid], force ? 'SIGKILL' : 'SIGTERM');
      if (!(await goneWithin(identity, GRACE))) {
        signal([identity.pid], 'SIGKILL');
        await goneWithin(identity, GRACE);
      }
      // Children that outlived it; each by its mark, since numbers may have been given out again.
      for (const child of tree.slice(1)) {
        if (await isAlive({ pid: child.pid, mark: await markOf(child) })) {
          signal([child.pid], 'SIGKILL');
        }
      }
    },
    async signal(identity, name) {
      if (await isAlive(identity)) {
        signal([identity.pid], name);
      }
    }
  };
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function movedBy(pids: number[]): Promise<ProcessUsage['moved']> {
  const told = (await Promise.all(pids.map(movedBytes))).filter(each => each !== undefined);
  return told.length
    ? {
        read: told.reduce((sum, { read }) => sum + read, 0),
        written: told.reduce((sum, { written }) => sum + written, 0)
      }
    : undefined;
}
