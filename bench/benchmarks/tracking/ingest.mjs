import { drive } from '../../harness/load.mjs';
import { processorTimeOf } from '../../harness/process-tree.mjs';
import { OURS, ofFirstKey, OWN, SUBJECTS } from './subjects.mjs';

const TARGETS = { 'batches of 1,000 metrics': { 8: 40 }, 'single metrics': { 1: 50, 8: 50 } };

/**
 * Points per second that are acknowledged, and the server's processor time for each of them in µs.
 * After the clock has stopped it is checked that each of them can be read.
 */
async function load({ server, api, clients, seconds, size, mostPerSecond }) {
  const runs = await Promise.all(Array.from({ length: clients }, () => api.openRun()));
  const length = Math.ceil((seconds * mostPerSecond) / clients);
  const requests = runs.map(run =>
    Array.from({ length }, (_, index) => run.write(index * size, size))
  );
  const before = processorTimeOf(server.pid);
  const { counts, perSecond, p99 } = await drive({
    ...{ target: server.target, clients, seconds },
    requestOf: (client, index) => requests[client][index]
  });
  const used = processorTimeOf(server.pid) - before;
  const points = counts.reduce((sum, count) => sum + count * size, 0);
  for (const [client, run] of runs.entries()) {
    const wanted = ofFirstKey(counts[client] * size);
    const stored = await run.stored();
    if (stored !== wanted) {
      throw new Error(`Of ${wanted} acknowledged points of a metric, ${stored} are stored.`);
    }
  }
  return { points, perSecond: perSecond * size, p99, processorTime: (used * 1e6) / points };
}

/** Writes of either size by one client and by eight, and what a point of a batch takes on the disk. */
export async function measureIngest({ at, figures, name, started, store, seconds }) {
  const { mostPerSecond } = SUBJECTS[name];
  const ways = { [name]: started.mlflow, ...(started.own && { [OWN]: started.own }) };
  const before = await store.size();
  let points = 0;
  for (const [what, size] of [
    ['batches of 1,000 metrics', 1_000],
    ['single metrics', 1]
  ]) {
    for (const clients of [1, 8]) {
      for (const [subject, api] of Object.entries(ways)) {
        const took = await load({
          ...{ server: started.server, api, clients, seconds, size },
          mostPerSecond: mostPerSecond[size]
        });
        points += size > 1 ? took.points : 0;
        const figure = `${at}: metrics in ${what}, ${clients} ${clients > 1 ? 'clients' : 'client'}`;
        figures.add(figure, '1/s', 'higher', subject, took.perSecond);
        figures.add(`${figure}, 99 of 100 take less`, 'ms', 'lower', subject, took.p99);
        figures.add(
          ...[`${figure}, processor time each`, 'µs', 'lower', subject],
          took.processorTime
        );
        const lead = TARGETS[what][clients];
        if (lead && subject === OURS) {
          figures.aim(figure, { lead });
        }
      }
    }
    if (size > 1) {
      const bytes = ((await store.size()) - before) / points;
      figures.add(`${at}: disk, bytes a point of batches`, 'B', 'lower', name, bytes);
      figures.aim(`${at}: disk, bytes a point of batches`, { value: 11 });
    }
  }
}
