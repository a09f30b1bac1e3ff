import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the server is looked for, where journals lie, and whose assets are meant. */
export interface Configuration {
  /** Folder that server and clients share: journals, `server.json`, the token. */
  dataFolder: string;
  /** Address from `ATELIER_URL`; when undefined, `<dataFolder>/server.json` tells it. */
  url?: string;
  /** Bearer token from `ATELIER_TOKEN`. */
  token?: string;
  /** File that holds the token, from `ATELIER_TOKEN_FILE`. */
  tokenFile?: string;
  /** Workspace by id or name; `~` is the one that the user has made active. */
  workspace: string;
  /** Who is named as the one that starts runs: `ATELIER_USER`, else as Jupyter or the system know it. */
  user?: string;
  /** The run of the job that this process is: the first run that it starts is that one. */
  jobRun?: string;
  /** Whether runs keep output, code, packages and use of the machine, unless they say otherwise. */
  capture: boolean;
  /** Folder where the Jupyter server that started this process tells its address. */
  jupyterRuntimeFolder: string;
  /** Process id of that Jupyter server, if there is one. */
  jupyterPid?: number;
}

type Environment = Record<string, string | undefined>;

function dataHome(env: Environment): string {
  return env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
}

function jupyterRuntimeFolder(env: Environment): string {
  if (env.JUPYTER_RUNTIME_DIR) {
    return env.JUPYTER_RUNTIME_DIR;
  }
  if (env.JUPYTER_DATA_DIR) {
    return join(env.JUPYTER_DATA_DIR, 'runtime');
  }
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Jupyter', 'runtime')
    : join(dataHome(env), 'jupyter', 'runtime');
}

function userOf(env: Environment): string | undefined {
  try {
    return env.ATELIER_USER || env.JUPYTERHUB_USER || userInfo().username;
  } catch {
    // A user id without an entry among the accounts, as containers have it.
    return env.USER || undefined;
  }
}

/** The one place where the SDK reads the environment. */
export function readConfiguration(env: Environment = process.env): Configuration {
  const jupyterPid = Number(env.JPY_PARENT_PID);
  const user = userOf(env);
  return {
    dataFolder: resolve(env.ATELIER_DATA || join(dataHome(env), 'atelier')),
    url: env.ATELIER_URL || undefined,
    token: env.ATELIER_TOKEN || undefined,
    tokenFile: env.ATELIER_TOKEN_FILE || undefined,
    workspace: env.ATELIER_WORKSPACE || '~',
    ...(user && { user }),
    ...(env.ATELIER_JOB_RUN && { jobRun: env.ATELIER_JOB_RUN }),
    capture: !['0', 'false', 'no', 'off'].includes(env.ATELIER_CAPTURE?.toLowerCase() ?? ''),
    jupyterRuntimeFolder: jupyterRuntimeFolder(env),
    ...(jupyterPid > 0 && { jupyterPid })
  };
}
