import { setTimeout as sleep } from 'node:timers/promises';
import { startAtelier } from '../harness/atelier.mjs';
import { requestBytes } from '../harness/http.mjs';
import { drive } from '../harness/load.mjs';
import { KEYS, newId, pointsOf } from '../harness/points.mjs';
import { startMlflow } from '../harness/mlflow.mjs';
import { memoryOf, processorTimeOf } from '../harness/process-tree.mjs';

export const versionsOf = ['mlflow'];

const BATCH = 1000;
const SETTLING = 5_000;

/** Atelier: a run is opened by the first entry of its journal. */
async function openAtelier() {
  const server = await startAtelier();
  return {
    server,
    health: requestBytes({ path: '/api/health', headers: server.headers }),
    async openRun() {
      const at = Date.now();
      const source = newId();
      const path = `/api/workspaces/~/runs/${newId()}`;
      const append = entries => ({
        method: 'POST',
        path: `${path}/journal`,
        headers: server.headers,
        body: { source, entries }
      });
      await server.call(append([{ seq: 1, at, type: 'start', experiment: 'bench' }]));
      return {
        write: (first, size) =>
          requestBytes(
            append(
              pointsOf(first, size, (index, values) => ({
                seq: index + 2,
                at: at + index,
                type: 'metric',
                ...values
              }))
            )
          ),
        stored: async () =>
          (await server.call({ path, headers: server.headers })).metrics['metric-0'].count
      };
    }
  };
}

async function openMlflow() {
  const server = await startMlflow();
  return {
    server,
    health: requestBytes({ path: '/health' }),
    async openRun() {
      const at = Date.now();
      const created = await server.post('runs/create', { experiment_id: '0', start_time: at });
      const run_id = created.run.info.run_id;
      return {
        write: (first, size) =>
          requestBytes({
            method: 'POST',
            path: '/api/2.0/mlflow/runs/log-batch',
            body: {
              run_id,
              metrics: pointsOf(first, size, (index, values) => ({
                timestamp: at + index,
                ...values
              }))
            }
          }),
        async stored() {
          let count = 0;
          let page = '';
          do {
            const answer = await server.get(
              `metrics/get-history?run_id=${run_id}&metric_key=metric-0&max_results=25000&page_token=${page}`
            );
            count += answer.metrics?.length ?? 0;
            page = encodeURIComponent(answer.next_page_token ?? '');
          } while (page);
          return count;
        }
      };
    }
  };
}

/**
 * Points per second that are acknowledged, and the server's processor time for each of them in µs.
 * After the clock has stopped it is checked that each of them can be read.
 */
async function ingest({ subject, clients, seconds, size, mostPerSecond }) {
  const runs = await Promise.all(Array.from({ length: clients }, () => subject.openRun()));
  const length = Math.ceil((seconds * mostPerSecond) / clients);
  const requests = runs.map(run =>
    Array.from({ length }, (_, index) => run.write(index * size, size))
  );
  const before = processorTimeOf(subject.server.pid);
  const { counts, perSecond } = await drive({
    target: subject.server.target,
    clients,
    seconds,
    requestOf: (client, index) => requests[client][index]
  });
  const used = processorTimeOf(subject.server.pid) - before;
  const points = counts.reduce((sum, count) => sum + count * size, 0);
  for (const [client, run] of runs.entries()) {
    const wanted = Math.ceil((counts[client] * size) / KEYS);
    const stored = await run.stored();
    if (stored !== wanted) {
      throw new Error(`Of ${wanted} acknowledged points of a metric, ${stored} are stored.`);
    }
  }
  return { perSecond: perSecond * size, processorTime: (used * 1e6) / points };
}

const SUBJECTS = {
  Atelier: { open: openAtelier, mostBatches: 800, mostSingles: 12_000 },
  MLflow: { open: openMlflow, mostBatches: 60, mostSingles: 400 }
};

async function measureOne({ name, figures, seconds }) {
  const { open, mostBatches, mostSingles } = SUBJECTS[name];
  const subject = await open();
  const { server } = subject;
  try {
    figures.add('start to ready', 'ms', 'lower', name, server.startedIn);
    await sleep(SETTLING);
    const idle = memoryOf(server.pid);
    figures.add('idle memory, resident', 'MB', 'lower', name, idle.rss);
    figures.add('idle memory, shared pages once', 'MB', 'lower', name, idle.pss);
    figures.add('idle processes', 'number', 'lower', name, idle.processes);
    for (const clients of [1, 8]) {
      const load = { subject, clients, seconds };
      const who = clients === 1 ? '1 client' : `${clients} clients`;
      const kinds = [
        { what: 'metrics in batches of 1,000', size: BATCH, mostPerSecond: mostBatches },
        { what: 'metrics one by one', size: 1, mostPerSecond: mostSingles }
      ];
      for (const { what, ...kind } of kinds) {
        const { perSecond, processorTime } = await ingest({ ...load, ...kind });
        const time = `server’s processor time a metric, ${what.slice(8)}, ${who}`;
        figures.add(`${what}, ${who}`, '1/s', 'higher', name, perSecond);
        figures.add(time, 'µs', 'lower', name, processorTime);
      }
    }
    const { perSecond } = await drive({
      target: server.target,
      clients: 8,
      seconds,
      requestOf: () => subject.health
    });
    figures.add('health requests, 8 clients', '1/s', 'higher', name, perSecond);
    figures.add('memory after the load', 'MB', 'lower', name, memoryOf(server.pid).rss);
  } finally {
    await server.stop();
  }
}

/** Start, memory and ingest of the server, in turns with MLflow's on SQLite. */
export async function measure({ figures, say, quick, rivals }) {
  const rounds = quick ? 1 : 3;
  for (let round = 1; round <= rounds; round++) {
    for (const name of rivals ? ['Atelier', 'MLflow'] : ['Atelier']) {
      say(`  round ${round} of ${rounds}: ${name}`);
      await measureOne({ name, figures, seconds: quick ? 2 : 4 });
    }
  }
}
