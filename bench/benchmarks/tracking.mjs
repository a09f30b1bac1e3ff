import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '../harness/process-tree.mjs';
import { seedRuns } from '../harness/seeded-runs.mjs';
import { hasPostgresql, openStore } from '../harness/store.mjs';
import { measureArtifacts } from './tracking/artifacts.mjs';
import { measureIngest } from './tracking/ingest.mjs';
import { measureHistory, measureSearch } from './tracking/search.mjs';
import { OURS, RIVAL, SUBJECTS } from './tracking/subjects.mjs';

export const versionsOf = ['mlflow'];

const SETTLING = 5_000;
const METRICS = 20;
const PARTS = ['start', 'ingest', 'artifacts', 'history', 'search'];
const STORES = { sqlite: 'SQLite', postgresql: 'PostgreSQL' };

/** One of the named things; without any, all of them. @throws Error when there is no such thing */
function chosen(all, names, what) {
  const unknown = names.filter(name => !all.includes(name));
  if (unknown.length) {
    throw new Error(`There is no ${what} ${unknown.join(', ')}: there are ${all.join(', ')}.`);
  }
  return names.length ? names : all;
}

/** A server that has nothing yet. */
async function measureEmpty({ at, figures, kind, name, parts, quick }) {
  const subject = SUBJECTS[name];
  const store = await openStore(kind, subject.file);
  let started;
  try {
    started = await subject.start(store);
    const { server } = started;
    const shared = { at, figures, name, started, store };
    if (parts.includes('start')) {
      await sleep(SETTLING);
      const { processes, rss } = memoryOf(server.pid);
      figures.add(`${at}: start to ready`, 'ms', 'lower', name, server.startedIn);
      figures.aim(`${at}: start to ready`, { lead: 30 });
      figures.add(`${at}: idle memory, resident`, 'MB', 'lower', name, rss);
      figures.aim(`${at}: idle memory, resident`, { lead: 20 });
      figures.add(`${at}: idle processes`, 'number', 'lower', name, processes);
    }
    if (parts.includes('artifacts')) {
      await measureArtifacts({ ...shared, rounds: quick ? 1 : 3 });
    }
    if (parts.includes('ingest')) {
      await measureIngest({ ...shared, seconds: quick ? 2 : 3 });
    }
  } finally {
    await started?.server.stop();
    await store.remove();
  }
}

/** All servers side by side on the same runs, each asked in turn. */
async function measureFilled({ at, kind, names, parts, points, runs, seed, ...rest }) {
  const opened = [];
  const subjects = {};
  try {
    for (const name of names) {
      const { file, fill, start } = SUBJECTS[name];
      const store = await openStore(kind, file);
      opened.push(() => store.remove());
      await fill(store, seed, { points });
      subjects[name] = await start(store);
      opened.push(() => subjects[name].server.stop());
    }
    const shared = { ...rest, at, subjects, runs, points };
    if (parts.includes('history') && points) {
      await measureHistory(shared);
    }
    if (parts.includes('search')) {
      await measureSearch(shared);
    }
  } finally {
    for (const undo of opened.reverse()) {
      await undo();
    }
  }
}

/** Atelier as a tracking server beside MLflow's, over MLflow's own calls, on the same database. */
export async function measure({ figures, say, quick, rivals, ...wanted }) {
  const parts = chosen(PARTS, wanted.parts, 'part');
  const kinds = chosen(Object.keys(STORES), wanted.stores, 'store');
  const names = rivals ? [OURS, RIVAL] : [OURS];
  if (kinds.includes('postgresql') && !(await hasPostgresql())) {
    say('  PostgreSQL cannot be reached (ATELIER_TEST_POSTGRESQL names it) and is left out');
    kinds.splice(kinds.indexOf('postgresql'), 1);
  }
  if (['start', 'ingest', 'artifacts'].some(part => parts.includes(part))) {
    for (const kind of kinds) {
      for (const name of names) {
        say(`  ${name} on ${STORES[kind]}: ${parts.filter(each => each !== 'search').join(', ')}`);
        try {
          await measureEmpty({ at: STORES[kind], figures, kind, name, parts, quick });
        } catch (error) {
          if (name !== RIVAL) {
            throw error;
          }
          // What it has shown until then stands, and the others are still to be measured.
          say(`  ${name} on ${STORES[kind]} has given up: ${error.message}`);
        }
      }
    }
  }
  if (!['history', 'search'].some(part => parts.includes(part))) {
    return;
  }
  for (const runs of quick || !parts.includes('search') ? [10_000] : [10_000, 100_000]) {
    const points = runs > 10_000 ? 0 : quick ? 100_000 : 1_000_000;
    say(`  seeding ${runs.toLocaleString('en')} runs`);
    const seed = await seedRuns({ runs, metrics: METRICS, points, rivals });
    try {
      for (const kind of kinds) {
        say(`  ${runs.toLocaleString('en')} runs on ${STORES[kind]}`);
        const shared = { figures, kind, names, parts, points, runs, say, seed };
        await measureFilled({ at: STORES[kind], ...shared });
      }
    } finally {
      seed.remove();
    }
  }
}
