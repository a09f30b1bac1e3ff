import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { LOG_LEVELS } from './http/index.ts';
import type { LogLevel } from './http/index.ts';
import { StartError } from './start/index.ts';

interface UnixTarget {
  kind: 'unix';
  path: string;
}
export type ListenTarget = UnixTarget | { kind: 'tcp'; host: string; port: number };

export interface ServerConfig {
  data: string;
  listen: ListenTarget;
  tokenFile: string;
  /** `postgresql://…`; SQLite in the data folder if undefined. */
  database?: string;
  /** Address of the container engine; its local socket if undefined. */
  docker?: string;
  /** What builds of environments learn of this machine: proxies, mirrors, certificates. */
  machine: { variables: Record<string, string>; home: string };
  stopWithStdin: boolean;
  logLevel: LogLevel;
  /** The folder with the user's notebooks and files, which containers see, too. */
  files?: string;
  /** Where short-lived sockets lie: a short path. */
  runtime: string;
  /** Names that the `Host` header may carry; undefined on a unix socket. */
  allowedHosts?: ReadonlySet<string>;
}

/** Flags of `atelier server`, as the command line hands them over. */
export interface ServerFlags {
  data?: string;
  listen?: string;
  tokenFile?: string;
  database?: string;
  docker?: string;
  stopWithStdin?: boolean;
  logLevel?: string;
  allowHost?: string[];
}

type Environment = Record<string, string | undefined>;

/** Longest path of a unix socket on Linux, without the closing zero. */
const SOCKET_PATH_LIMIT = 107;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

const Settings = z.object({
  database: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://')
    .refine(url => URL.canParse(url), 'must be an address like postgresql://user@host:5432/name')
    .optional(),
  docker: z
    .string()
    .regex(/^(\/|unix:\/\/\/|tcp:\/\/|https?:\/\/)./, 'must be unix:///PATH or tcp://HOST:PORT')
    .optional(),
  logLevel: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  listen: z
    .string()
    .regex(/^(unix:.+|.*:\d{1,5})$/, 'must be HOST:PORT or unix:PATH')
    .refine(
      text => text.startsWith('unix:') || Number(text.split(':').at(-1)) <= 65_535,
      'must have a port up to 65535'
    )
    .optional()
});

/** Where the data lies unless somebody says otherwise. */
export function dataFolderOf(flag: string | undefined, env: Environment = process.env): string {
  const home = env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  return resolve(flag || env.ATELIER_DATA || join(home, 'atelier'));
}

/** Flags win over the environment. @throws StartError `invalid-configuration` with the reason */
export function readServerConfig(flags: ServerFlags, env: Environment = process.env): ServerConfig {
  const given = {
    database: flags.database ?? (env.ATELIER_DATABASE || undefined),
    docker: flags.docker ?? (env.ATELIER_DOCKER || env.DOCKER_HOST || undefined),
    logLevel: flags.logLevel ?? (env.ATELIER_LOG_LEVEL || undefined),
    listen: flags.listen ?? (env.ATELIER_LISTEN || undefined)
  };
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    const { message, path } = parsed.error.issues[0]!;
    const name = path[0] as keyof typeof given;
    throw invalid(OPTION[name], name === 'database' ? undefined : given[name], message);
  }
  const data = dataFolderOf(flags.data, env);
  const usual = defaultSocket(data, env);
  const listen = parsed.data.listen ? parseListen(parsed.data.listen) : usual;
  return {
    data,
    listen,
    tokenFile: resolve(flags.tokenFile ?? (env.ATELIER_TOKEN_FILE || join(data, 'token'))),
    database: parsed.data.database,
    docker: parsed.data.docker,
    machine: { variables: installerVariables(env), home: env.HOME || homedir() },
    stopWithStdin: flags.stopWithStdin ?? false,
    logLevel: parsed.data.logLevel,
    files: env.ATELIER_FILES ? resolve(env.ATELIER_FILES) : undefined,
    runtime: dirname(usual.path),
    allowedHosts: allowedHostsOf(listen, flags.allowHost ?? listOf(env.ATELIER_ALLOW_HOST))
  };
}

const OPTION = {
  database: '--database (or ATELIER_DATABASE)',
  docker: '--docker (or ATELIER_DOCKER, DOCKER_HOST)',
  logLevel: '--log-level (or ATELIER_LOG_LEVEL)',
  listen: '--listen (or ATELIER_LISTEN)'
};

/** Variables by which package installers are told of proxies, mirrors and certificates. */
function installerVariables(env: Environment): Record<string, string> {
  const wanted =
    /^((https?|no)_proxy|pip_.+|npm_config_.+|conda_(channel_alias|override_.+)|ssl_cert_file)$/i;
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => wanted.test(pair[0]))
  );
}

function invalid(option: string, value: string | undefined, message: string): StartError {
  const shown = value === undefined ? '' : ` is “${value}” and`;
  return new StartError('invalid-configuration', `${option}${shown} ${message}.`, {
    remedy: 'Correct it and start again; `atelier server --help` lists the options.'
  });
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter(Boolean);
}

function parseListen(text: string): ListenTarget {
  if (text.startsWith('unix:')) {
    return socketAt(resolve(text.slice('unix:'.length)));
  }
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[(.*)\]$/, '$1') || '127.0.0.1';
  return { kind: 'tcp', host, port: Number(text.slice(colon + 1)) };
}

function socketAt(path: string): UnixTarget {
  if (Buffer.byteLength(path) > SOCKET_PATH_LIMIT) {
    throw invalid(OPTION.listen, path, `must have at most ${SOCKET_PATH_LIMIT} bytes as a path`);
  }
  return { kind: 'unix', path };
}

/**
 * The socket of a data folder: always the same one, so that clients find a restarted server, and
 * short, wherever the data folder lies.
 */
function defaultSocket(data: string, env: Environment): UnixTarget {
  const hash = createHash('sha256').update(realPathOf(data)).digest('hex').slice(0, 8);
  const folder = `atelier-${process.getuid?.() ?? 0}-${hash}`;
  return socketAt(join(env.XDG_RUNTIME_DIR || '/tmp', folder, 's'));
}

/** Also of a folder that does not exist yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPathOf(parent), basename(path));
  }
}

/** Beyond loopback the names must be told, so that nothing is opened to a network by accident. */
function allowedHostsOf(listen: ListenTarget, names: string[]): ReadonlySet<string> | undefined {
  if (listen.kind === 'unix') {
    return undefined;
  }
  if (!LOOPBACK.has(listen.host) && !names.length) {
    throw new StartError(
      'invalid-configuration',
      `--listen ${listen.host} would open the server to the network.`,
      {
        remedy:
          'Listen on 127.0.0.1, or say with --allow-host under which names it is reached (`*`: any).'
      }
    );
  }
  const hosts = [...LOOPBACK, '[::1]', listen.host, `[${listen.host}]`, ...names];
  return new Set(hosts.map(name => name.toLowerCase()));
}

/** The login of an MLflow server, in the variables that MLflow's own client reads. */
export function trackingLogin(env: Environment = process.env): {
  username?: string;
  password?: string;
  token?: string;
} {
  return {
    username: env.MLFLOW_TRACKING_USERNAME,
    password: env.MLFLOW_TRACKING_PASSWORD,
    token: env.MLFLOW_TRACKING_TOKEN
  };
}
