/**
 * Runs every check and test, and counts: `./studio test [STEP…]`, or `--list` for the steps.
 * A step that fails does not stop the others. The last line is `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDocker } from './test/docker.mjs';
import { watchLeaks } from './test/leaks.mjs';
import { startPostgresql } from './test/postgresql.mjs';
import { readJest, readJunit } from './test/reports.mjs';
import { makeScratch } from './test/scratch.mjs';

const root = path.resolve(import.meta.dirname, '..');
const logs = path.join(root, '.studio/logs');
const reports = path.join(root, '.studio/reports');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const findChromium = () => process.env.CHROMIUM ?? chromium.find(file => existsSync(file));

/** A step that passes or fails as a whole. */
const check = (name, ...command) => ({ name, command });

/** A step of many tests, which tells in a file how each went. */
const tests = (name, reportFile, read, command, more = {}) => {
  const report = path.resolve(root, reportFile);
  return { name, command, report, read, ...more };
};

const pytest = (name, needs, ...options) => {
  const report = path.join(reports, `${name}.xml`);
  const command = ['python', '-m', 'pytest', needs, `--junitxml=${report}`, '--color=no', '-q'];
  return tests(name, report, readJunit, [...command, ...options], { needs });
};

const STEPS = [
  check('build', npm, 'run', 'build'),
  ...Object.keys(scripts)
    .filter(name => name.startsWith('lint:'))
    .map(name => check(name, npm, 'run', name)),
  check('ruff', 'ruff', 'check', '.'),
  check('ruff-format', 'ruff', 'format', '--check', '.'),
  check('mypy', 'mypy'),
  tests(
    'jest',
    path.join(reports, 'jest.json'),
    readJest,
    [
      'node',
      // this tier of V8 leaves what a collection of garbage stumbles over among many contexts: nodejs/node#62393
      '--no-sparkplug',
      'node_modules/jest/bin/jest.js',
      '--ci',
      // a process that a failed test has left behind must not keep the rest from being told
      '--forceExit',
      '--maxWorkers=100%',
      '--json',
      `--outputFile=${path.join(reports, 'jest.json')}`
    ],
    { minutes: 25 }
  ),
  pytest('jupyter', 'server/jupyter/tests', '--ignore=server/jupyter/tests/test_wheel.py'),
  pytest('wheel', 'server/jupyter/tests/test_wheel.py'),
  pytest('kernel', 'kernel/runtime/tests'),
  pytest('server', 'server/app/tests'),
  check('ui-packages', npm, 'ci', '--ignore-scripts', '--no-progress', '--prefix', 'ui-tests'),
  tests(
    'ui',
    'ui-tests/test-results/junit.xml',
    readJunit,
    ['node', 'node_modules/@playwright/test/cli.js', 'test'],
    { cwd: 'ui-tests', needs: 'ui-tests/tests', program: findChromium, minutes: 35 }
  ),
  // what the steps before it have left on the machine
  { name: 'leaks' }
];

/** Why a step can't run here, if it can't. In CI nothing may be left out. */
function obstacle(step) {
  if (step.needs && !existsSync(path.join(root, step.needs))) {
    return `there is no ${step.needs}`;
  }
  return step.program && !step.program() ? 'no Chromium was found' : undefined;
}

/** What runs now; it ends with us, also on Ctrl-C. */
let running;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (running?.pid) {
      process.kill(-running.pid, signal);
    }
    process.exit(130);
  });
}

/** A step that takes longer hangs, unless it says otherwise. */
const LONGEST_MINUTES = 15;

/** Runs the command with its output in a log. @returns whether it ended well and in time */
async function execute(step, environment) {
  const log = createWriteStream(path.join(logs, `test-${step.name.replaceAll(':', '-')}.log`));
  const [program, ...parameters] = step.command;
  const child = spawn(program, parameters, {
    cwd: path.join(root, step.cwd ?? '.'),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true // a group of its own, which can be ended as a whole
  });
  const minutes = step.minutes ?? LONGEST_MINUTES;
  const alarm = setTimeout(() => {
    log.write(`\nended after ${minutes} minutes\n`);
    process.kill(-child.pid, 'SIGKILL');
  }, minutes * 60_000);
  running = child;
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const [code] = await once(child, 'close').catch(error => [error.message]);
  clearTimeout(alarm);
  running = undefined;
  log.end(`\nexit code: ${code}\n`);
  await once(log, 'finish');
  return code === 0;
}

/** @returns counts: what is left behind is one failure each */
async function checkLeaks(leaks) {
  const failures = await leaks.end();
  const failed = failures.length;
  return { passed: failed ? 0 : 1, failed, skipped: 0, failures };
}

/** @returns counts; a suite that ends badly without a failed test counts as one failure */
async function runStep(step, environment) {
  if (step.report) {
    rmSync(step.report, { force: true });
  }
  const succeeded = await execute(step, environment);
  if (!step.report) {
    return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0, failures: [] };
  }
  const counts = existsSync(step.report)
    ? step.read(readFileSync(step.report, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (!succeeded && counts.failed === 0) {
    return { ...counts, failed: 1, failures: ['the run itself'] };
  }
  return counts;
}

function showLog(step) {
  const file = path.join(logs, `test-${step.name.replaceAll(':', '-')}.log`);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  console.log(
    lines
      .slice(-60)
      .map(line => `      ${line}`)
      .join('\n')
  );
  console.log(`      (the whole log: ${path.relative(root, file)})`);
}

async function runAll(steps, environment, leaks) {
  const results = [];
  for (const step of steps) {
    const missing = obstacle(step);
    const begun = performance.now();
    const counts =
      missing && !process.env.CI
        ? { passed: 0, failed: 0, skipped: 1, failures: [], missing }
        : step.command
          ? await runStep(step, environment)
          : await checkLeaks(leaks);
    await leaks.after(step.name);
    const seconds = (performance.now() - begun) / 1000;
    results.push({ name: step.name, seconds, ...counts });
    const verdict = counts.failed ? 'FAILED' : missing ? `left out: ${missing}` : 'ok';
    console.log(`  ${step.name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s  ${verdict}`);
    if (counts.failed) {
      counts.failures.forEach(failure => console.log(`      ✗ ${failure}`));
      if (step.command) {
        showLog(step);
      }
    }
  }
  return results;
}

function summarize(results) {
  const sum = key => results.reduce((total, each) => total + each[key], 0);
  const row = cells =>
    cells.map((cell, at) => (at ? String(cell).padStart(8) : cell.padEnd(16))).join(' ');
  console.log(`\n${row(['step', 'passed', 'failed', 'skipped', 'seconds'])}`);
  for (const each of results) {
    const { name, passed, failed, skipped, seconds } = each;
    console.log(row([name, passed, failed, skipped, seconds.toFixed(1)]));
  }
  console.log(
    row(['together', sum('passed'), sum('failed'), sum('skipped'), sum('seconds').toFixed(1)])
  );
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0;
}

const names = process.argv.slice(2);
if (names.includes('--list')) {
  console.log(STEPS.map(step => step.name).join('\n'));
  process.exit(0);
}
const unknown = names.filter(name => !STEPS.some(step => step.name === name));
if (unknown.length) {
  console.error(`No such step: ${unknown.join(', ')}. ./studio test --list names them.`);
  process.exit(2);
}
mkdirSync(logs, { recursive: true });
mkdirSync(reports, { recursive: true });
makeScratch();
const postgresql = await startPostgresql();
const docker = await startDocker(path.join(logs, 'dockerd.log'));
const dist = path.join(root, '.studio/dist');
const [wheel] = existsSync(dist) ? readdirSync(dist).filter(name => name.endsWith('.whl')) : [];
// Servers that tests kill leave their sockets behind.
const sockets = mkdtempSync(path.join(tmpdir(), 'atelier-sockets-'));
const environment = {
  ...process.env,
  XDG_RUNTIME_DIR: sockets,
  ...(wheel && { ATELIER_WHEEL: path.join(dist, wheel) }),
  ...(postgresql && { ATELIER_TEST_POSTGRESQL: postgresql.url }),
  ...(findChromium() && { CHROMIUM: findChromium() }),
  NO_COLOR: '1',
  NODE_NO_WARNINGS: '1'
};
const leaks = await watchLeaks({
  postgresql: environment.ATELIER_TEST_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres'
});
try {
  const chosen = STEPS.filter(step => !names.length || names.includes(step.name));
  process.exitCode = summarize(await runAll(chosen, environment, leaks)) ? 0 : 1;
} finally {
  rmSync(sockets, { recursive: true, force: true });
  await postgresql?.stop();
  await docker?.stop();
}
