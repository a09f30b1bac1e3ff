/**
 * Fills a new data folder with plausible runs:
 * `node bench/programs/seed-runs.mjs FOLDER [--runs 100000] [--metrics 20] [--points 1000000]`.
 *
 * It writes past the server, in the form in which the server stores: the same runs sent to it would
 * take many times as long. The folder must not be in use, and holds nothing else afterwards.
 */
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openSeedDatabase } from './seed/database.mjs';
import { inventRun, inventSeries, METRICS } from './seed/invent.mjs';
import { createRandom } from './seed/random.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '100000' },
    metrics: { type: 'string', default: '20' },
    points: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' }
  }
});
const [folder] = positionals;
if (!folder) {
  console.error('Name the folder to fill.');
  process.exit(2);
}
const [runs, metrics, points] = [values.runs, values.metrics, values.points].map(Number);
mkdirSync(folder, { recursive: true, mode: 0o700 });
const file = path.join(folder, 'atelier.db');
const random = createRandom(Number(values.seed));
const keys = METRICS(metrics);
const now = Date.now();
const begun = performance.now();

const database = await openSeedDatabase(file);
const experiments = database.addExperiments(random, now);
for (let index = 0; index < runs; index++) {
  database.addRun(inventRun({ random, index, runs, keys, experiments, now }));
}
if (points) {
  database.addRun(inventSeries({ random, points, experiment: experiments[0], now }));
}
database.finish();
const seconds = (performance.now() - begun) / 1000;
console.log(
  JSON.stringify({
    runs,
    metrics: keys.length,
    points,
    seconds: Math.round(seconds * 10) / 10,
    runsPerSecond: Math.round(runs / seconds),
    megabytes: Math.round(statSync(file).size / 1e6)
  })
);
