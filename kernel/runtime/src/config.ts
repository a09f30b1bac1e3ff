import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { EngineName } from './engine/engine.ts';

/** How the findings of the type checker meet a cell: block it, stand beside it, or stay away. */
export type TypeMode = 'strict' | 'warn' | 'off';
export const TYPE_MODES: readonly TypeMode[] = ['strict', 'warn', 'off'];
export const ENGINE_NAMES: readonly EngineName[] = ['native', 'tslab'];

/** Where a kernel that is started in advance waits for its work, and how it says who it is. */
export interface SpareConfig {
  socket: string;
  token: string;
}

export interface KernelConfig {
  /** Empty for a spare: it is told where it is taken. */
  connectionFile: string;
  spare?: SpareConfig;
  engine: EngineName;
  types: TypeMode;
  /** Heap limit of the process that runs the cells, in MB; Node's own choice when missing. */
  memory?: number;
  /** Where compiled code is kept between starts. */
  cacheFolder: string;
  /** The process whose end ends the kernel, where Jupyter names one. */
  parentPid?: number;
  /** Path of the notebook, where Jupyter names one. */
  notebook?: string;
}

/** The start options of the kernel were not usable; the message says which and what is allowed. */
export class ConfigError extends Error {
  readonly code = 'kernel.config';
  override readonly name = 'ConfigError';
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find(each => each === value);
  if (!found) throw new ConfigError(`${option} is "${value}"; give one of ${allowed.join(', ')}.`);
  return found;
}

function positive(option: string, value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number <= 0) {
    throw new ConfigError(`${option} is "${value}"; give a whole number above 0.`);
  }
  return number;
}

/** Reads the command line and the environment once. */
export function readConfig(args: string[], env: NodeJS.ProcessEnv): KernelConfig {
  const { values } = parseArgs({
    args,
    strict: true,
    options: {
      'connection-file': { type: 'string', short: 'f' },
      spare: { type: 'string' },
      token: { type: 'string' },
      engine: { type: 'string' },
      types: { type: 'string' },
      memory: { type: 'string' }
    }
  });
  const connectionFile = values['connection-file'] ?? '';
  const { spare: socket, token = '' } = values;
  if (!connectionFile && !socket) {
    throw new ConfigError('No connection file. Start the kernel with -f FILE, as Jupyter does.');
  }
  const engine = oneOf('--engine', values.engine ?? 'native', ENGINE_NAMES);
  const cache = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return {
    connectionFile,
    ...(socket ? { spare: { socket, token } } : {}),
    engine,
    types: oneOf('--types', values.types ?? (engine === 'tslab' ? 'strict' : 'warn'), TYPE_MODES),
    memory: positive('--memory', values.memory),
    cacheFolder: path.join(cache, 'atelier', 'kernel-code'),
    parentPid: positive('JPY_PARENT_PID', env.JPY_PARENT_PID),
    notebook: env.JPY_SESSION_NAME || undefined
  };
}
