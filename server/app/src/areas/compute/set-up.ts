import { AtelierError, hasCode } from '@atelier-ml/api';
import type { SetUp } from '@atelier-ml/api';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Logger } from 'pino';
import type { Clock } from '../../identity.ts';
import { createTextLogs } from '../../text-logs.ts';
import type { Changes } from '../system/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import { isContainer, setUpOf } from './instance-present.ts';
import type { Offer } from './offer.ts';

export interface SetUpsOptions {
  changes: Changes;
  clock: Clock;
  containers: Containers;
  offer: Offer;
  store: ReturnType<typeof createComputeStore>;
  log: Logger;
  /** The data folder. */
  data: string;
}

const FAILED_TO_RUN = -1;
const LINES_TOLD = 5;
const LONGEST_TOLD = 600;
const LONGEST_LOG = 5_000_000;
/** The image's bash where it has one; both end at the first command that fails. One output keeps its order. */
const SHELL =
  'exec 2>&1; if command -v bash >/dev/null; then exec bash -ec "$0"; else exec sh -ec "$0"; fi';

export type SetUps = ReturnType<typeof createSetUps>;

/** Runs the set-up script of an instance once in each container that was made anew. */
export function createSetUps(options: SetUpsOptions) {
  const { changes, clock, containers, log, offer, store } = options;
  const logs = createTextLogs(join(options.data, 'compute', 'set-up'));
  const underWay = new Map<string, Promise<boolean>>();
  /** The programs of those that are under way. */
  const executions = new Map<string, string>();
  const closing = new AbortController();

  async function note(row: InstanceRow, changed: Partial<InstanceRow>): Promise<void> {
    await changes.commit(async (queries, announce) => {
      const updated = await createComputeStore(queries).update(row.id, changed);
      if (updated) {
        announce(changeOf(updated, 'updated'));
      }
    });
  }

  /** @returns its exit code, and the end of what it has written; undefined when the engine went away */
  async function runScript(row: InstanceRow, workload: string) {
    let written = 0;
    let tail = '';
    const take = (text: string): void => {
      tail = (tail + text).slice(-4_096);
      written += text.length;
      if (written <= LONGEST_LOG) {
        void logs.write(row.id, text);
        changes.progress(changeOf(row, 'updated'));
      }
    };
    try {
      const argv = ['sh', '-c', SHELL, row.setup_script];
      const run = await (
        await containers.engine(row)
      ).exec(workload, containers.program(row, argv));
      executions.set(row.id, run.id);
      run.stdin.end();
      closing.signal.addEventListener('abort', () => run.stdout.destroy());
      await pass(run.stdout, take);
      return { code: await run.ended, tail };
    } catch (error) {
      // An engine that was started anew knows nothing of what has begun before.
      const isForgotten = executions.has(row.id) && hasCode(error, 'not-found');
      if (isForgotten || hasCode(error, 'engine-unreachable')) {
        return undefined;
      }
      take(`\n${(error as Error).message}\n`);
      return { code: FAILED_TO_RUN, tail };
    } finally {
      executions.delete(row.id);
    }
  }

  async function run(row: InstanceRow, workload: string): Promise<boolean> {
    const begun = { workload, startedAt: clock() };
    const record = (state: SetUp['state'], code: number | null) =>
      JSON.stringify({ ...begun, state, endedAt: code === null ? null : clock(), exitCode: code });
    await logs.begin(row.id);
    await note(row, { setup: record('running', null), problem: null });
    const ended = await runScript(row, workload);
    if (closing.signal.aborted) {
      return false; // the next server begins anew
    }
    const present = await store.findById(row.id);
    if (!present) {
      await logs.remove(row.id);
      return false;
    }
    if (!ended && present.state === 'running') {
      await note(row, {
        problem: `The container engine went away during the set-up of “${row.name}”.`
      });
      return false; // begun anew when it is back
    }
    const { code, tail } = ended ?? { code: FAILED_TO_RUN, tail: '' };
    if (code !== 0) {
      const wasStopped = present.state !== 'running';
      await note(row, {
        setup: record(wasStopped ? 'cancelled' : 'failed', code),
        problem: wasStopped ? null : failureOf(row, code, tail)
      });
      return false;
    }
    // It may have installed what runs further kernels.
    const languages = JSON.stringify(await containers.languagesOf(row, workload));
    await note(row, { setup: record('done', code), problem: null, languages });
    await offer.publish({ ...present, languages });
    return true;
  }

  async function runIfDue(id: string, workload: string): Promise<boolean> {
    const row = await store.findById(id);
    const last = row && setUpOf(row);
    if (!row?.setup_script) {
      return row !== undefined;
    }
    return last?.workload === workload && last.state !== 'running'
      ? last.state === 'done'
      : run(row, workload);
  }

  /** Runs it unless that was done, and joins one that is under way; answers whether it went well. */
  function begin({ id }: InstanceRow, workload: string): Promise<boolean> {
    const under =
      underWay.get(id) ??
      runIfDue(id, workload)
        .catch((err: unknown) => {
          log.warn({ err, instance: id }, 'a container could not be set up');
          return false;
        })
        .finally(() => underWay.delete(id));
    underWay.set(id, under);
    return under;
  }

  /** Whether what is written down as running is cut off. One that the engine has forgotten ends now. */
  async function isOver(row: InstanceRow): Promise<boolean> {
    const under = underWay.get(row.id);
    const execution = executions.get(row.id);
    if (under && execution !== undefined) {
      const engine = await containers.engine(row);
      const isForgotten = await engine.execution(execution).then(
        () => false,
        error => hasCode(error, 'not-found')
      );
      await (isForgotten && under);
    }
    const present = underWay.has(row.id) ? undefined : await store.findById(row.id);
    return present !== undefined && isCutOff(present);
  }

  /** Somebody may have stopped it while its container was started. */
  async function requireWanted(row: InstanceRow): Promise<void> {
    if ((await store.findById(row.id))?.state !== 'running') {
      await containers.stop(row);
      throw new AtelierError('not-ready', `“${row.name}” was stopped meanwhile.`, {
        remedy: 'Start it again.'
      });
    }
  }

  return {
    begin,
    /**
     * Starts the container of a row, if need be, and waits until it is set up; answers the row as it
     * is then. @throws AtelierError `not-ready` when the script fails
     */
    async complete(row: InstanceRow): Promise<InstanceRow> {
      const last = setUpOf(row);
      const isDone = last?.state === 'done' && last.workload === row.workload;
      if (!row.setup_script || (isDone && row.state === 'running')) {
        return row;
      }
      if (row.state !== 'running') {
        await note(row, { state: 'running', stop_reason: null });
      }
      const workload = await containers.start(row);
      await requireWanted(row);
      await note(row, { workload });
      const went = await begin(row, workload);
      const present = (await store.findById(row.id)) ?? row;
      if (!went) {
        throw new AtelierError(
          'not-ready',
          present.problem ?? `The set-up of “${row.name}” was cancelled.`,
          { remedy: 'Correct the script if need be, and restart the instance.' }
        );
      }
      return present;
    },
    /** Containers whose set-up was cut off by the end of a server, or of the engine: to be made anew. */
    async recover(rows: InstanceRow[]): Promise<void> {
      for (const row of rows.filter(each => isContainer(each) && isCutOff(each))) {
        if (await isOver(row)) {
          await (await containers.engine(row)).remove(setUpOf(row)!.workload);
          await note(row, { setup: null });
        }
      }
    },
    /** Whether the script has failed in the container that the row has. */
    hasFailed(row: InstanceRow): boolean {
      const last = setUpOf(row);
      return !!row.setup_script && last?.state === 'failed' && last.workload === row.workload;
    },
    /** Lets go of what is under way. */
    async close(): Promise<void> {
      closing.abort();
      await Promise.allSettled(underWay.values());
    },
    read: (row: InstanceRow, after: number) => logs.read(row.id, after),
    forget: (row: InstanceRow) => logs.remove(row.id)
  };
}

const isCutOff = (row: InstanceRow): boolean => setUpOf(row)?.state === 'running';

async function pass(stream: Readable, take: (text: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    take(decoder.write(bytes));
  }
  take(decoder.end());
}

/** The end of a text, without half a word before it. */
function lastWords(text: string): string {
  return text.length <= LONGEST_TOLD ? text : text.slice(-LONGEST_TOLD).replace(/^\S*\s+/, '… ');
}

function failureOf(row: InstanceRow, code: number, written: string): string {
  const lines = lastWords(written.trimEnd().split('\n').slice(-LINES_TOLD).join('\n'));
  const how = code === FAILED_TO_RUN ? 'could not be run' : `has ended with exit code ${code}`;
  return `The set-up script of “${row.name}” ${how}${lines ? `: ${lines}` : '.'}`;
}
