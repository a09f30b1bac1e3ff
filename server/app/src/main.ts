import { rm, rmdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { App } from './app.ts';
import type { ServerConfig } from './config.ts';
import { createLog } from './http/index.ts';
import {
  diagnose,
  listen,
  lockDataFolder,
  prepareDataFolder,
  readOrCreateToken,
  readServerFile,
  removeServerFile,
  writeServerFile
} from './start/index.ts';
import { VERSION } from './version.ts';

export interface RunningServer {
  url: string;
  /** Finishes what is under way and gives everything back; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a server on a data folder.
 * @throws StartError when it cannot; nothing is left running or locked then
 */
export async function startServer(config: ServerConfig, log: Logger): Promise<RunningServer> {
  const undo: (() => Promise<void> | void)[] = [];
  const unwind = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) {
      await step();
    }
  };
  try {
    const data = await prepareDataFolder(config.data);
    const lock = await lockDataFolder(data);
    undo.push(() => lock.release());
    undo.push(() => removeEmpty(config.runtime, `${config.runtime}-kernels`));
    // Its last server did not stop in order when it has left this file behind.
    const unclean = (await readServerFile(data)) !== undefined;
    const token = await readOrCreateToken(config.tokenFile);
    const app: App = await createApp({
      data,
      database: config.database,
      token,
      docker: config.docker,
      machine: config.machine,
      log,
      allowedHosts: config.allowedHosts,
      containers: {
        files: config.files,
        runtime: config.runtime,
        socket: config.listen.kind === 'unix' ? config.listen.path : undefined,
        tokenFile: config.tokenFile
      },
      checkDatabase: unclean
    });
    undo.push(() => app.stop());
    const url = await listen(app.http.server, config.listen);
    if (config.listen.kind === 'unix') {
      const { path } = config.listen;
      undo.push(() => rm(path, { force: true }));
    }
    await writeServerFile(data, {
      url,
      pid: process.pid,
      tokenFile: config.tokenFile,
      version: VERSION,
      startedAt: Date.now()
    });
    undo.push(() => removeServerFile(data));
    log.info({ url, version: VERSION, unclean }, 'ready');
    return { url, stop: unwind };
  } catch (error) {
    await unwind();
    throw diagnose(error, config);
  }
}

/**
 * `atelier server`: runs until it is told to stop. One line of JSON on standard output says that
 * it is ready, or why it is not. @returns the exit code
 */
export async function serve(readConfig: () => ServerConfig): Promise<number> {
  const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  let config: ServerConfig | undefined;
  // Whatever is written is for this user alone.
  process.umask(0o077);
  try {
    config = readConfig();
    const log = createLog(config.logLevel);
    exitOnFault(log);
    const stopping = waitForStop(config);
    const server = await startServer(config, log);
    say({ event: 'ready', url: server.url, pid: process.pid, version: VERSION });
    log.info({ reason: await stopping }, 'stopping');
    await server.stop();
    log.info('stopped');
    return 0;
  } catch (error) {
    const failure = diagnose(error, config ?? { data: '' });
    createLog(config?.logLevel ?? 'error').error({ err: failure.cause ?? failure }, 'not started');
    say({ event: 'failed', error: failure });
    return failure.exitCode;
  }
}

/** Where sockets lay: kernels that outlive the server keep theirs. */
async function removeEmpty(...folders: string[]): Promise<void> {
  for (const folder of folders) {
    await rmdir(folder).catch(() => undefined);
  }
}

/**
 * After an error that nobody expected nothing is certain: whoever supervises starts anew, and the
 * next start finds `server.json` and checks the database.
 */
function exitOnFault(log: Logger): void {
  process.on('uncaughtException', err => {
    log.fatal({ err }, 'unexpected error');
    process.exit(1);
  });
}

function waitForStop({ stopWithStdin }: ServerConfig): Promise<string> {
  return new Promise(resolve => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    if (stopWithStdin) {
      for (const event of ['end', 'close', 'error']) {
        process.stdin.once(event, () => resolve('end of standard input'));
      }
      process.stdin.resume();
    }
  });
}
