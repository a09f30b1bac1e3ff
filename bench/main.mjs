/**
 * Measures Atelier beside its rivals: `npm run bench -- [NAME…] [--quick] [--no-rivals]`.
 *
 * Nothing is asserted about speed. It fails only when something cannot run, and says what.
 */
import { parseArgs } from 'node:util';
import * as kernel from './benchmarks/kernel.mjs';
import * as logging from './benchmarks/logging.mjs';
import * as panel from './benchmarks/panel.mjs';
import * as scoring from './benchmarks/scoring.mjs';
import * as server from './benchmarks/server.mjs';
import { loadAverage, machineFacts } from './harness/machine.mjs';
import { printFigures, writeResults } from './harness/report.mjs';
import { installRivals, rivalVersion } from './harness/rivals.mjs';
import { createFigures } from './harness/samples.mjs';

const BENCHMARKS = { server, logging, kernel, scoring, panel };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    'no-rivals': { type: 'boolean', default: false }
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

async function measure(name) {
  const { measure: measureFigures, versionsOf } = BENCHMARKS[name];
  const figures = createFigures();
  const loadBefore = loadAverage();
  say(`${name}: started at a load average of ${loadBefore}`);
  await measureFigures({ figures, say, quick: values.quick, rivals });
  const versions = {};
  for (const each of rivals ? versionsOf : []) {
    versions[each] = await rivalVersion(each);
  }
  printFigures(name, figures.list());
  return { name, loadBefore, loadAfter: loadAverage(), versions, figures: figures.list() };
}

const machine = await machineFacts();
say(`${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB, Node ${machine.node}`);
const benchmarks = [];
const failures = [];
try {
  if (rivals) {
    await installRivals(say);
  }
  for (const name of names) {
    await measure(name).then(
      result => benchmarks.push(result),
      error => failures.push(`${name} could not be measured: ${error.message}`)
    );
  }
} catch (error) {
  failures.push(error.message);
}
if (benchmarks.length) {
  const file = writeResults({ machine, quick: values.quick, benchmarks });
  console.log(`\nWritten to ${file}.`);
}
failures.forEach(failure => console.error(failure));
process.exit(failures.length ? 1 : 0);
