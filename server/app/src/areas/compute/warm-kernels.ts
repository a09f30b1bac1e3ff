import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { InstanceKernel } from '@atelier-ml/api';
import type { InstanceRow } from './compute.store.ts';

type Language = InstanceKernel['language'];

/** What a kernel that was started in advance is told when it is wanted. */
export interface Assignment {
  connectionFile: string;
  folder: string;
  environment: Record<string, string>;
}

export interface WarmKernelsOptions {
  /** Where spares of the instance reach this server: a path that it and its container share. */
  socketOf(row: InstanceRow): string;
  /** Starts a spare, which will connect and say the token; answers the engine's id of it. */
  launch(row: InstanceRow, language: Language, socket: string, token: string): Promise<string>;
}

interface Spare {
  language: Language;
  token: string;
  /** Of the container and the variables that it was started with. */
  made: string;
  execution?: string;
  /** Undefined until it is ready. */
  keeper?: Socket;
}

interface Pool {
  server: Server;
  spares: Spare[];
  /** Spares in a row that have ended before they were ready. */
  failures: number;
}

/** Milliseconds for a spare to say that it has taken its work. */
const PATIENCE = 1_000;
/** Milliseconds before a used one is replaced: the first cell goes first. */
const PAUSE = 1_500;
const MOST_FAILURES = 3;
const PREPARED: readonly Language[] = ['typescript', 'python'];
const ENOUGH_MEMORY = 1_024;

/** How many kernels of a language wait: as set, else one where there is memory to spare; elsewhere none. */
export function wantedSpares(row: InstanceRow): number {
  const hasRoom = row.memory_mb === null || row.memory_mb >= ENOUGH_MEMORY;
  return row.driver === 'docker' && row.attached_id === null
    ? (row.warm_kernels ?? (hasRoom ? 1 : 0))
    : 0;
}

const madeOf = (row: InstanceRow) => JSON.stringify([row.workload, row.environment_variables]);

export type WarmKernels = ReturnType<typeof createWarmKernels>;

/**
 * Kernels that run and wait for their work. Each holds a connection to this server: it tells when one
 * has ended, and ends them all when the server does, however it does.
 */
export function createWarmKernels({ launch, socketOf }: WarmKernelsOptions) {
  const pools = new Map<string, Promise<Pool>>();
  const timers = new Set<NodeJS.Timeout>();

  async function open(row: InstanceRow): Promise<Pool> {
    const path = socketOf(row);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rm(path, { force: true });
    const server = createServer();
    const pool: Pool = { server, spares: [], failures: 0 };
    server.on('connection', keeper => greet(pool, keeper));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(path, resolve);
    });
    server.unref();
    return pool;
  }

  function poolOf(row: InstanceRow): Promise<Pool> {
    const pool = pools.get(row.id) ?? open(row);
    pools.set(row.id, pool);
    pool.catch(() => pools.delete(row.id));
    return pool;
  }

  /** The first line says which spare it is; the end of the connection is the end of the spare. */
  function greet(pool: Pool, keeper: Socket): void {
    keeper.unref();
    keeper.on('error', () => undefined);
    const lines = createInterface({ input: keeper });
    lines.once('line', line => {
      const spare = pool.spares.find(({ token }) => line === JSON.stringify({ token }));
      if (!spare) {
        keeper.destroy();
        return;
      }
      spare.keeper = keeper;
      pool.failures = 0;
      keeper.once('close', () => forget(pool, spare));
    });
  }

  function forget(pool: Pool, spare: Spare): void {
    spare.keeper?.destroy();
    pool.spares = pool.spares.filter(each => each !== spare);
  }

  async function add(row: InstanceRow, pool: Pool, language: Language): Promise<void> {
    const token = randomBytes(12).toString('hex');
    const spare: Spare = { language, token, made: madeOf(row) };
    pool.spares.push(spare);
    pool.failures += 1;
    try {
      spare.execution = await launch(row, language, socketOf(row), token);
    } catch {
      forget(pool, spare); // the container was stopped meanwhile, say
    }
  }

  async function fill(row: InstanceRow, language: Language): Promise<void> {
    if (wantedSpares(row) === 0 || !PREPARED.includes(language)) {
      return;
    }
    const pool = await poolOf(row);
    for (const spare of pool.spares.filter(({ made }) => made !== madeOf(row))) {
      forget(pool, spare);
    }
    const own = pool.spares.filter(spare => spare.language === language);
    if (own.length < wantedSpares(row) && pool.failures < MOST_FAILURES) {
      await add(row, pool, language);
    }
  }

  async function take(spare: Spare, assignment: Assignment): Promise<boolean> {
    const keeper = spare.keeper!;
    const answered = new Promise<boolean>(resolve => {
      const timer = setTimeout(resolve, PATIENCE, false);
      createInterface({ input: keeper }).once('line', () => (clearTimeout(timer), resolve(true)));
      keeper.once('close', () => (clearTimeout(timer), resolve(false)));
    });
    keeper.write(`${JSON.stringify(assignment)}\n`);
    return answered;
  }

  return {
    /**
     * Gives the work to a kernel that waits; answers the engine's id of it, or undefined if none
     * does. Its place is taken by another one soon.
     */
    async claim(
      row: InstanceRow,
      language: Language,
      assignment: Assignment
    ): Promise<string | undefined> {
      const pool = await pools.get(row.id);
      const waiting = pool?.spares.filter(
        spare =>
          spare.keeper &&
          spare.execution &&
          spare.language === language &&
          spare.made === madeOf(row)
      );
      for (const spare of waiting ?? []) {
        pool!.spares = pool!.spares.filter(each => each !== spare);
        if (await take(spare, assignment)) {
          return spare.execution;
        }
        spare.keeper!.destroy();
      }
      return undefined;
    },
    /** Has as many wait as are wanted; one at a time, and not at once. */
    keep(row: InstanceRow, language: Language, pause = PAUSE): void {
      const timer = setTimeout(() => {
        timers.delete(timer);
        fill(row, language).catch(() => undefined); // a kernel is then started when it is wanted
      }, pause).unref();
      timers.add(timer);
    },
    /** How many are ready. */
    async ready(row: InstanceRow): Promise<string[]> {
      const spares = (await pools.get(row.id))?.spares ?? [];
      return spares.flatMap(({ execution, keeper }) => (keeper && execution ? [execution] : []));
    },
    /** Lets go of all that wait on an instance. */
    async drop(row: InstanceRow): Promise<void> {
      const pool = await pools.get(row.id)?.catch(() => undefined);
      pools.delete(row.id);
      pool?.spares.slice().forEach(spare => forget(pool, spare));
      pool?.server.close();
    },
    async close(): Promise<void> {
      timers.forEach(timer => clearTimeout(timer));
      for (const opened of pools.values()) {
        const pool = await opened.catch(() => undefined);
        pool?.spares.slice().forEach(spare => forget(pool, spare));
        pool?.server.close();
      }
      pools.clear();
    }
  };
}
