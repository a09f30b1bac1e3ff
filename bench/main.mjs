/**
 * Measures Atelier beside its rivals: `npm run bench -- [NAME…] [--quick] [--no-rivals]`;
 * `tracking` also takes `--part` and `--store`, each as often as wanted.
 *
 * Nothing is asserted about speed. It fails only when something cannot run, and says what.
 */
import { parseArgs } from 'node:util';
import * as charts from './benchmarks/charts.mjs';
import * as compute from './benchmarks/compute.mjs';
import * as jobs from './benchmarks/jobs.mjs';
import * as kernel from './benchmarks/kernel.mjs';
import * as logging from './benchmarks/logging.mjs';
import * as panel from './benchmarks/panel.mjs';
import * as scoring from './benchmarks/scoring.mjs';
import * as server from './benchmarks/server.mjs';
import * as tracking from './benchmarks/tracking.mjs';
import { loadAverage, machineFacts } from './harness/machine.mjs';
import { printFigures, writeResults } from './harness/report.mjs';
import { installRivals, rivalVersion } from './harness/rivals.mjs';
import { createFigures } from './harness/samples.mjs';

const BENCHMARKS = { server, tracking, logging, kernel, scoring, panel, charts, compute, jobs };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    'no-rivals': { type: 'boolean', default: false },
    part: { type: 'string', multiple: true, default: [] },
    store: { type: 'string', multiple: true, default: [] }
  }
});
const unknown = positionals.filter(name => !(name in BENCHMARKS));
if (unknown.length) {
  const names = Object.keys(BENCHMARKS).join(', ');
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${names}.`);
  process.exit(2);
}
const names = positionals.length ? positionals : Object.keys(BENCHMARKS);
const rivals = !values['no-rivals'];
const say = text => console.error(text);

/** Figures that were taken before something failed are kept. */
async function measure(name) {
  const { measure: measureFigures, versionsOf } = BENCHMARKS[name];
  const figures = createFigures();
  const loadBefore = loadAverage();
  say(`${name}: started at a load average of ${loadBefore}`);
  const failure = await measureFigures({
    ...{ figures, say, rivals },
    ...{ quick: values.quick, parts: values.part, stores: values.store }
  }).then(
    () => undefined,
    error => `${name} could not be measured: ${error.message}`
  );
  const versions = {};
  for (const each of rivals ? versionsOf : []) {
    versions[each] = await rivalVersion(each);
  }
  if (figures.list().length) {
    printFigures(name, figures.list());
  }
  return { name, failure, loadBefore, loadAfter: loadAverage(), versions, figures: figures.list() };
}

const machine = await machineFacts();
say(`${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB, Node ${machine.node}`);
const benchmarks = [];
try {
  if (rivals) {
    await installRivals(say);
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
for (const name of names) {
  benchmarks.push(await measure(name));
}
const file = writeResults({ machine, quick: values.quick, benchmarks });
console.log(`\nWritten to ${file}.`);
const failures = benchmarks.flatMap(each => each.failure ?? []);
failures.forEach(failure => console.error(failure));
process.exit(failures.length ? 1 : 0);
