import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { run, start, stop } from './children.mjs';
import { call } from './http.mjs';
import { inRepository, programs } from './places.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/** The built command line if there is one, else the sources, whose imports have to be built. */
async function commandLine() {
  const built = path.join(programs, 'cli.mjs');
  if (existsSync(built)) {
    return built;
  }
  const compiler = inRepository('node_modules/typescript/bin/tsc');
  await run(process.execPath, [
    compiler,
    '-b',
    inRepository('server/api'),
    inRepository('kernel/sdk')
  ]);
  return inRepository('server/app/src/cli/main.ts');
}

/**
 * Starts the server on a unix socket in a data folder of its own, or on the store that is given,
 * which stays; `port`: on this port of this machine instead, as rivals listen.
 */
export async function startAtelier({ store, port } = {}) {
  const program = await commandLine();
  const temporary = store ? undefined : temporaryFolder('atelier');
  const data = store?.folder ?? temporary.path;
  const socket = path.join(data, 's');
  const listen = port ? `127.0.0.1:${port}` : `unix:${socket}`;
  const begun = performance.now();
  const child = start(process.execPath, [
    program,
    'server',
    ...['--data', data, '--listen', listen, '--log-level', 'warn'],
    ...(store?.url ? ['--database', store.url] : [])
  ]);
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => ['{}'])
  ]);
  const answer = JSON.parse(line);
  if (answer.event !== 'ready') {
    throw new Error(
      `The Atelier server did not start: ${answer.error?.message ?? child.lastWords()}`
    );
  }
  const token = (await readFile(path.join(data, 'token'), 'utf8')).trim();
  const target = port ? { host: '127.0.0.1', port } : { path: socket };
  const headers = { authorization: `Bearer ${token}` };
  await call(target, { path: '/api/health', headers });
  return {
    startedIn: performance.now() - begun,
    pid: child.pid,
    version: answer.version,
    data,
    target,
    headers,
    /** A request with the token. @returns what the server answered */
    call: request => call(target, { ...request, headers: { ...headers, ...request.headers } }),
    async stop() {
      await stop(child);
      temporary?.remove();
    }
  };
}
