import path from 'node:path';
import { start, stop, until } from './children.mjs';
import { freePort } from './free-port.mjs';
import { call } from './http.mjs';
import { rivalProgram } from './rivals.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/** A store as MLflow writes its address, with the driver that is installed. */
export const mlflowAddress = ({ file, url }) =>
  url?.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:') ?? `sqlite:///${file}`;

/** Starts MLflow's server as its manual says, on an empty SQLite file or on a store, which stays. */
export async function startMlflow({ store } = {}) {
  const temporary = store ? undefined : temporaryFolder('mlflow');
  const data = store?.folder ?? temporary.path;
  const backend = mlflowAddress(store ?? { file: path.join(data, 'mlflow.db') });
  const port = await freePort();
  const target = { host: '127.0.0.1', port };
  const begun = performance.now();
  const child = start(
    rivalProgram('mlflow'),
    [
      'server',
      ...['--backend-store-uri', backend],
      ...['--artifacts-destination', path.join(data, 'artifacts')],
      ...['--host', target.host, '--port', String(port)],
      // on a busy machine its workers take longer to start than the 5 s after which it kills them
      ...['--uvicorn-opts', '--timeout-worker-healthcheck 120']
    ],
    { cwd: data, env: { MLFLOW_DISABLE_TELEMETRY: 'true' } }
  );
  await until(child, () => call(target, { path: '/health' }, { patience: 2_000 }), {
    seconds: 300
  });
  return {
    startedIn: performance.now() - begun,
    pid: child.pid,
    url: `http://${target.host}:${port}`,
    target,
    headers: {},
    call: request => call(target, request),
    /** A call of MLflow's REST API, e.g. `runs/create`. */
    post: (name, body) => call(target, { method: 'POST', path: `/api/2.0/mlflow/${name}`, body }),
    get: name => call(target, { path: `/api/2.0/mlflow/${name}` }),
    async stop() {
      await stop(child);
      temporary?.remove();
    }
  };
}
