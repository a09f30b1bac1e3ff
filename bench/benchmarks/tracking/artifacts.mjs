import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { memoryOf } from '../../harness/process-tree.mjs';

const PIECES = 200;
const PIECE = 1_000_000;

/** Resident memory of a process tree at its highest while `work` runs, in MB above what it was. */
async function growthDuring(pid, work) {
  const before = memoryOf(pid).rss;
  let highest = before;
  const look = () => (highest = Math.max(highest, memoryOf(pid).rss));
  const timer = setInterval(look, 100);
  try {
    const begun = performance.now();
    await work();
    const seconds = (performance.now() - begun) / 1000;
    look();
    return { perSecond: (PIECES * PIECE) / 1e6 / seconds, growth: highest - before };
  } finally {
    clearInterval(timer);
  }
}

async function answerOf(sent) {
  const [response] = await once(sent, 'response');
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
  }
  if (response.statusCode !== 200) {
    throw new Error(`The artifact store answered ${response.statusCode}.`);
  }
  return length;
}

async function upload(server, path) {
  const piece = randomBytes(PIECE);
  const headers = { ...server.headers, 'content-length': PIECES * PIECE };
  const sent = request({ ...server.target, method: 'PUT', path, headers });
  const answer = answerOf(sent);
  for (let index = 0; index < PIECES; index++) {
    if (!sent.write(piece)) {
      await once(sent, 'drain');
    }
  }
  sent.end();
  await answer;
}

async function download(server, path) {
  const length = await answerOf(request({ ...server.target, path, headers: server.headers }).end());
  if (length !== PIECES * PIECE) {
    throw new Error(`Of ${PIECES * PIECE} bytes of an artifact, ${length} came back.`);
  }
}

/** A file of 200 MB up and down, through the server. */
export async function measureArtifacts({ at, figures, name, started, rounds }) {
  const { mlflow, server } = started;
  const run = await mlflow.createRun();
  for (let round = 1; round <= rounds; round++) {
    const path = mlflow.artifactPath(run, `weights-${round}.bin`);
    for (const [way, work, lead] of [
      ['up', upload, 2],
      ['down', download, 4]
    ]) {
      const { growth, perSecond } = await growthDuring(server.pid, () => work(server, path));
      const figure = `${at}: artifact of 200 MB ${way}`;
      figures.add(figure, 'MB/s', 'higher', name, perSecond);
      figures.aim(figure, { lead });
      figures.add(`${figure}, memory grows by`, 'MB', 'lower', name, growth);
    }
  }
}
