import { startAtelier } from '../../harness/atelier.mjs';
import { freePort } from '../../harness/free-port.mjs';
import { requestBytes } from '../../harness/http.mjs';
import { KEYS, newId, pointsOf } from '../../harness/points.mjs';
import { startMlflow } from '../../harness/mlflow.mjs';
import { fillAtelier, fillMlflow } from '../../harness/seeded-runs.mjs';

export const OURS = 'Atelier';
export const RIVAL = 'MLflow';
export const OWN = 'Atelier, own API';

/** How many of the first `count` points are of the metric that is read back. */
export const ofFirstKey = count => Math.ceil(count / KEYS);

/** MLflow's REST API, as either server speaks it below `prefix`. */
function speakMlflow({ server, prefix }) {
  const { headers } = server;
  const base = `${prefix}/api/2.0/mlflow`;
  const post = (name, body) =>
    server.call({ method: 'POST', path: `${base}/${name}`, body, headers });
  const get = (name, query) =>
    server.call({ path: `${base}/${name}?${new URLSearchParams(query)}`, headers });

  async function history(run_id, metric_key) {
    let count = 0;
    let page_token = '';
    do {
      const answer = await get('metrics/get-history', {
        ...{ run_id, metric_key, max_results: '25000' },
        ...(page_token && { page_token })
      });
      count += answer.metrics?.length ?? 0;
      page_token = answer.next_page_token ?? '';
    } while (page_token);
    return count;
  }

  let experiment;
  async function createRun() {
    experiment ??= (await post('experiments/create', { name: `bench-${newId()}` })).experiment_id;
    const start_time = Date.now();
    const { run } = await post('runs/create', { experiment_id: experiment, start_time });
    return { id: run.info.run_id, experiment };
  }

  return {
    post,
    history,
    createRun,
    artifactPath: ({ experiment: number, id }, name) =>
      `${prefix}/api/2.0/mlflow-artifacts/artifacts/${number}/${id}/artifacts/${name}`,
    async openRun() {
      const { id } = await createRun();
      const at = Date.now();
      return {
        write(first, size) {
          const metrics = pointsOf(first, size, (index, values) => ({
            timestamp: at + index,
            ...values
          }));
          const [name, body] =
            size === 1
              ? ['runs/log-metric', { run_id: id, ...metrics[0] }]
              : ['runs/log-batch', { run_id: id, metrics }];
          return requestBytes({ method: 'POST', path: `${base}/${name}`, headers, body });
        },
        stored: () => history(id, 'metric-0')
      };
    }
  };
}

/** Atelier's own API: a run is opened by the first entry of its journal. */
function speakAtelier(server) {
  const { headers } = server;
  return {
    search: body =>
      server.call({ method: 'POST', path: '/api/workspaces/~/runs/search', body, headers }),
    async openRun() {
      const at = Date.now();
      const source = newId();
      const path = `/api/workspaces/~/runs/${newId()}`;
      const append = entries => ({
        ...{ method: 'POST', path: `${path}/journal`, headers },
        body: { source, entries }
      });
      await server.call(append([{ seq: 1, at, type: 'start', experiment: 'bench' }]));
      return {
        write: (first, size) =>
          requestBytes(
            append(
              pointsOf(first, size, (index, values) => ({
                ...{ seq: index + 2, at: at + index, type: 'metric' },
                ...values
              }))
            )
          ),
        stored: async () => (await server.call({ path, headers })).metrics['metric-0'].count
      };
    }
  };
}

/** What is measured: how each server is started and filled, and what it speaks. */
export const SUBJECTS = {
  [OURS]: {
    file: 'atelier.db',
    fill: fillAtelier,
    mostPerSecond: { 1: 6_000, 1000: 400 },
    async start(store) {
      // the rival cannot listen on a socket of the file system
      const server = await startAtelier({ store, port: await freePort() });
      return {
        server,
        mlflow: speakMlflow({ server, prefix: '/mlflow' }),
        own: speakAtelier(server)
      };
    }
  },
  [RIVAL]: {
    file: 'mlflow.db',
    fill: fillMlflow,
    mostPerSecond: { 1: 400, 1000: 60 },
    async start(store) {
      const server = await startMlflow({ store });
      return { server, mlflow: speakMlflow({ server, prefix: '' }) };
    }
  }
};
