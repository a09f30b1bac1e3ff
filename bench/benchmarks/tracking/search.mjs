import { processorTimeOf } from '../../harness/process-tree.mjs';
import { LONG_RUN } from '../../harness/seeded-runs.mjs';
import { OURS, OWN, RIVAL } from './subjects.mjs';

const FILTER = "metrics.`val/accuracy` > 0.5 and params.optimizer = 'adam'";
const ORDER = 'metrics.`val/loss` ASC';
const CASES = {
  'filter on metric and param, by a metric': { filter: FILTER, order: ORDER },
  'no filter, last started first': { filter: '', order: 'attributes.start_time DESC' },
  'no filter, by a param': { filter: '', order: 'params.learning_rate DESC' },
  'text in the name, by a metric': { filter: "attributes.run_name LIKE '%heron%'", order: ORDER }
};
/** Enough repetitions for a median, unless one takes so long that it says enough. */
const BUDGET = 4_000;

/** Takes the time of `work` again and again; the first time fills caches and does not count. */
async function timesOf(server, work, most) {
  const first = performance.now();
  await work();
  const once = performance.now() - first;
  if (once > BUDGET / 2) {
    return { samples: [once] };
  }
  const samples = [];
  const used = processorTimeOf(server.pid);
  for (let spent = 0; spent < BUDGET && samples.length < most; spent += samples.at(-1)) {
    const begun = performance.now();
    await work();
    samples.push(performance.now() - begun);
  }
  return {
    samples,
    processorTime: ((processorTimeOf(server.pid) - used) * 1000) / samples.length
  };
}

function add(figures, figure, subject, { processorTime, samples }) {
  figures.add(figure, 'ms', 'lower', subject, ...samples);
  if (processorTime !== undefined) {
    figures.add(`${figure}, processor time`, 'ms', 'lower', subject, processorTime);
  }
}

const idsOf = answer => (answer.runs ?? []).map(({ info }) => info.run_id);

async function searchBoth({ figures, figure, subjects, experiments, max_results, filter, order }) {
  const pages = {};
  for (const [subject, { mlflow, server }] of Object.entries(subjects)) {
    const search = async () => {
      const body = { experiment_ids: experiments, filter, order_by: [order], max_results };
      pages[subject] = idsOf(await mlflow.post('runs/search', body));
    };
    add(figures, figure, subject, await timesOf(server, search, 15));
    if (pages[subject].length !== max_results) {
      throw new Error(`${subject} found ${pages[subject].length} runs of ${max_results}.`);
    }
  }
  const { own, server } = subjects[OURS];
  const body = { filter: filter || undefined, orderBy: [order], limit: max_results };
  add(figures, figure, OWN, await timesOf(server, () => own.search(body), 15));
  // runs that are equal in the order may stand in another one, at the end of a page too
  const differing = pages[RIVAL]?.filter((id, index) => id !== pages[OURS][index]).length ?? 0;
  return differing;
}

/** The same searches over the same runs. `runs`: how many there are. */
export async function measureSearch({ at, figures, subjects, runs, say }) {
  const found = await subjects[OURS].mlflow.post('experiments/search', { max_results: 100 });
  const experiments = found.experiments.map(each => each.experiment_id);
  const size = runs.toLocaleString('en');
  for (const [name, each] of Object.entries(CASES)) {
    for (const max_results of name.startsWith('filter') ? [100, 1_000] : [100]) {
      const hits = max_results.toLocaleString('en');
      const figure = `${at}: search of ${size} runs, ${hits} hits, ${name}`;
      const page = { figures, figure, subjects, experiments, max_results };
      const differing = await searchBoth({ ...page, ...each });
      if (differing) {
        say(`    ${figure}: ${differing} of ${hits} stand elsewhere`);
      }
      aim({ figures, figure, at, runs, max_results, name });
    }
  }
}

function aim({ figures, figure, at, runs, max_results, name }) {
  if (runs >= 100_000) {
    figures.aim(`${figure}`, {
      value: name.startsWith('filter') && max_results === 100 ? 50 : 100
    });
  } else if (name.startsWith('filter')) {
    const lead = max_results > 100 ? 30 : at === 'SQLite' ? 100 : 25;
    figures.aim(figure, { lead });
  }
}

/** Whole series, page by page, as MLflow's client reads them. */
export async function measureHistory({ at, figures, subjects, points }) {
  for (const [key, count] of [
    ['val/accuracy', points / 10],
    ['train/loss', points]
  ]) {
    const figure = `${at}: history of ${count.toLocaleString('en')} points`;
    for (const [subject, { mlflow, server }] of Object.entries(subjects)) {
      const run = await longRun(mlflow);
      const read = async () => {
        const got = await mlflow.history(run, key);
        if (got !== count) {
          throw new Error(`${subject} has ${got} of ${count} points.`);
        }
      };
      add(figures, figure, subject, await timesOf(server, read, 7));
    }
    figures.aim(figure, { lead: 25 });
  }
}

async function longRun(mlflow) {
  const { experiments } = await mlflow.post('experiments/search', { max_results: 100 });
  const { runs } = await mlflow.post('runs/search', {
    experiment_ids: experiments.map(each => each.experiment_id),
    filter: `attributes.run_name = '${LONG_RUN}'`
  });
  return runs[0].info.run_id;
}
