import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startAtelier } from '../harness/atelier.mjs';
import { run, start, stop, until } from '../harness/children.mjs';
import { call, requestBytes } from '../harness/http.mjs';
import { drive } from '../harness/load.mjs';
import { inRepository } from '../harness/places.mjs';
import { memoryOf, processorTimeOf } from '../harness/process-tree.mjs';
import { rivalProgram } from '../harness/rivals.mjs';
import { temporaryFolder } from '../harness/temporary-folder.mjs';

export const versionsOf = ['fastapi', 'uvicorn', 'onnxruntime'];

const FEATURES = 10;
const CLIENTS = 8;

/** Row `index` of what is scored, the same for both servers. */
const row = index =>
  Array.from({ length: FEATURES }, (_, at) => Number(Math.sin(index * 37 + at * 11).toFixed(5)));
const rows = count => Array.from({ length: count }, (_, index) => row(index));
const named = values => Object.fromEntries(values.map((value, at) => [`f${at}`, value]));

/** The two ways in: rows with named columns, and a tensor of the Open Inference Protocol. */
const ROUTES = {
  'rows to /score': {
    path: 'score',
    body: count => ({ inputs: rows(count).map(named) })
  },
  'tensor to /infer': {
    path: 'v2/models/bench/infer',
    body: count => ({
      inputs: [
        { name: 'input', datatype: 'FP32', shape: [count, FEATURES], data: rows(count).flat() }
      ]
    })
  }
};

async function openAtelier(model) {
  const server = await startAtelier();
  const { sha256 } = await server.call({
    method: 'POST',
    path: '/api/blobs',
    headers: { 'content-type': 'application/octet-stream' },
    body: await readFile(model)
  });
  const post = (place, body) =>
    server.call({ method: 'POST', path: `/api/workspaces/~/${place}`, body });
  await post('models', {
    name: 'bench',
    version: { source: { sha256, filename: 'model.onnx' }, example: named(row(0)) }
  });
  const endpoint = await post('endpoints', { name: 'bench', model: 'bench' });
  if (endpoint.state !== 'running') {
    throw new Error(`The endpoint is ${endpoint.state}: ${endpoint.deployment.error}`);
  }
  const { key } = await server.call({ path: '/api/workspaces/~/endpoints/bench/key' });
  return {
    pid: server.pid,
    target: server.target,
    root: endpoint.scoringPath.replace(/score$/, ''),
    headers: { authorization: `Bearer ${key}` },
    stop: server.stop
  };
}

async function openFastApi(model) {
  const folder = path.dirname(model);
  const target = { path: path.join(folder, 'fastapi') };
  const child = start(
    rivalProgram('uvicorn'),
    ['scoring_server:app', '--uds', target.path, '--no-access-log', '--log-level', 'warning'],
    { cwd: inRepository('bench/programs'), env: { MODEL: model, PYTHONDONTWRITEBYTECODE: '1' } }
  );
  await until(child, () => call(target, { path: '/health' }, { patience: 2_000 }));
  return { pid: child.pid, target, root: '/', headers: {}, stop: () => stop(child) };
}

const SUBJECTS = { Atelier: openAtelier, FastAPI: openFastApi };

/** Both servers must say the same before it is worth knowing how fast. */
const answers = ({ outputs }) =>
  outputs.map(({ probabilities }) => probabilities[1].toFixed(5)).join();

async function measureOne({ name, model, figures, seconds, expected }) {
  const subject = await SUBJECTS[name](model);
  const { headers, pid, root, target } = subject;
  const request = (route, count) => ({
    method: 'POST',
    path: `${root}${ROUTES[route].path}`,
    headers,
    body: ROUTES[route].body(count)
  });
  try {
    const said = answers(await call(target, request('rows to /score', 64)));
    expected.answers ??= said;
    if (said !== expected.answers) {
      throw new Error(`${name} gives other probabilities than Atelier.`);
    }
    for (const route of Object.keys(ROUTES)) {
      for (const count of [1, 64]) {
        const bytes = requestBytes(request(route, count));
        const load = { target, clients: CLIENTS, requestOf: () => bytes };
        await drive({ ...load, seconds: 1 }); // warms up
        const before = processorTimeOf(pid);
        const { counts, p50, p99, perSecond } = await drive({ ...load, seconds });
        const used = (processorTimeOf(pid) - before) * 1e6;
        const requests = counts.reduce((sum, each) => sum + each, 0);
        const what = `${route}, batch of ${count}`;
        figures.add(`${what}: requests`, '1/s', 'higher', name, perSecond);
        figures.add(`${what}: half are below`, 'ms', 'lower', name, p50);
        figures.add(`${what}: 99 of 100 are below`, 'ms', 'lower', name, p99);
        figures.add(`${what}: processor time a request`, 'µs', 'lower', name, used / requests);
      }
    }
    figures.add('memory after the load', 'MB', 'lower', name, memoryOf(pid).rss);
  } finally {
    await subject.stop();
  }
}

/** An endpoint beside the same model behind FastAPI, both on a unix socket. */
export async function measure({ figures, say, quick, rivals }) {
  if (!rivals) {
    throw new Error('the model is written by a program of the rivals; drop --no-rivals.');
  }
  const temporary = temporaryFolder('atelier');
  const folder = temporary.path;
  const model = path.join(folder, 'model.onnx');
  const expected = {};
  const rounds = quick ? 1 : 3;
  try {
    await run(rivalProgram('python'), [inRepository('bench/programs/tree_model.py'), model]);
    for (let round = 1; round <= rounds; round++) {
      for (const name of Object.keys(SUBJECTS)) {
        say(`  round ${round} of ${rounds}: ${name}`);
        await measureOne({ name, model, figures, seconds: quick ? 2 : 4, expected });
      }
    }
  } finally {
    temporary.remove();
  }
}
