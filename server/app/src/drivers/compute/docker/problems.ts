import { AtelierError } from '@atelier-ml/api';
import type { ErrorCode } from '@atelier-ml/api';

interface Refusal {
  code: ErrorCode;
  when: RegExp;
  message?: string;
  remedy: string;
}

/** What the engine says, and what that means for who asked. The first that fits counts. */
const REFUSALS: Refusal[] = [
  {
    code: 'gpu-unavailable',
    when: /could not select device driver|nvidia-container-cli|unknown device|CDI device/i,
    message: 'The container engine of this machine cannot give a GPU to a container.',
    remedy:
      'Install the NVIDIA driver and the NVIDIA Container Toolkit, restart the engine, and try again; or ask for no GPU.'
  },
  {
    code: 'image-missing',
    when: /no such image|pull access denied|manifest unknown/i,
    remedy:
      'Fetch it (`docker pull`, or `atelier environments pull` from a registry), or choose an environment, which is built here.'
  },
  {
    code: 'not-supported',
    when: /not a swarm manager/i,
    message: 'This engine is no manager of a Swarm.',
    remedy:
      'Give the address of a manager (`docker node ls` works there), or attach it as one engine.'
  },
  {
    code: 'port-taken',
    when: /port is already allocated|address already in use/i,
    remedy: 'Choose another port, or end what listens there.'
  },
  {
    code: 'storage-full',
    when: /no space left on device/i,
    remedy: 'Free disk space of the container engine: delete images that nobody uses.'
  },
  {
    code: 'invalid-input',
    when: /invalid reference format|invalid repository name|repository name must/i,
    remedy: 'Correct the name of the image: lower case, such as python:3.12.'
  },
  {
    code: 'invalid-input',
    when: /minimum memory limit|range of CPUs|limit.*exceed/i,
    remedy: 'Choose a size that the machine has.'
  },
  {
    code: 'invalid-input',
    when: /bind source path does not exist|mounts? denied|invalid mount/i,
    remedy: 'Name folders that exist on the machine of the container engine.'
  },
  {
    code: 'invalid-input',
    when: /executable file not found|no such file or directory|permission denied: unknown|chdir to cwd|not a directory/i,
    remedy: 'Check the command and its folder: they must exist in the image.'
  },
  {
    code: 'already-exists',
    when: /is already in use by container/i,
    remedy: 'Choose another name.'
  },
  {
    code: 'not-running',
    when: /is not running|is not paused|cannot exec in a stopped/i,
    remedy: 'Start it first.'
  }
];

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EACCES',
  'EPIPE',
  'EAI_AGAIN',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT'
]);

const NOT_BELIEVED = /CERT|UNABLE_TO_VERIFY|^ERR_TLS|^ERR_SSL/;

interface EngineFailure extends Error {
  code?: string;
  statusCode?: number;
  json?: { message?: string };
  /** Of a host that has several addresses. */
  errors?: EngineFailure[];
  address?: string;
  hostname?: string;
  port?: number;
}

const CAUSES: Record<string, (where: string) => string> = {
  ECONNREFUSED: where => `nobody listens at ${where}`,
  ENOENT: where => `there is no socket ${where}`,
  EACCES: where => `this user may not use ${where}`,
  ENOTFOUND: where => `no host is known as ${where}`,
  EAI_AGAIN: where => `no host is known as ${where}`,
  ETIMEDOUT: where => `${where} did not answer in time`,
  EHOSTUNREACH: where => `no way leads to ${where}`,
  ENETUNREACH: where => `no way leads to ${where}`,
  EHOSTDOWN: where => `the machine of ${where} is down`
};
const START = 'Start it (on Linux: `systemctl start docker`), and check that this user may use it.';

/** Where it was looked for, and what was found there. */
function unreachable(failure: EngineFailure): AtelierError {
  const { address, code = '', hostname, port } = failure.errors?.[0] ?? failure;
  const where = hostname ?? (address && port ? `${address}:${port}` : address);
  const cause = where === undefined ? undefined : CAUSES[code]?.(where);
  const isElsewhere = hostname !== undefined || port !== undefined;
  return new AtelierError(
    'engine-unreachable',
    cause
      ? `The container engine does not answer: ${cause}.`
      : 'The container engine does not answer.',
    {
      remedy: isElsewhere ? 'Check the address, and that the engine listens there.' : START,
      cause: failure
    }
  );
}

/** What an engine's refusal means. Errors that are ours stay as they are. */
export function explain(error: unknown): AtelierError {
  if (error instanceof AtelierError) {
    return error;
  }
  const failure = error as EngineFailure;
  if (failure.statusCode === undefined && failure.code && UNREACHABLE.has(failure.code)) {
    return unreachable(failure);
  }
  if (failure.statusCode === undefined && NOT_BELIEVED.test(failure.code ?? '')) {
    return new AtelierError(
      'credentials-refused',
      `TLS with the container engine has failed: ${failure.message}.`,
      {
        remedy:
          'Check the authority (ca), the certificate and its key, and the name in the address.',
        cause: error
      }
    );
  }
  const said = engineSentence(failure);
  const known = REFUSALS.find(({ when }) => when.test(said));
  if (known) {
    return new AtelierError(known.code, known.message ?? said, {
      remedy: known.remedy,
      cause: error
    });
  }
  if (failure.statusCode === 404) {
    return new AtelierError('not-found', said, {
      remedy: 'Look at the list again: it has been removed.',
      cause: error
    });
  }
  if (failure.statusCode === 400) {
    return new AtelierError('invalid-input', `The container engine refused: ${said}`, {
      remedy: 'Correct what it names.',
      cause: error
    });
  }
  return new AtelierError('engine-failed', `The container engine refused: ${said}`, {
    remedy: 'Look into the log of the container engine; try again.',
    cause: error
  });
}

/** The engine's own sentence without the layers that it names before it. */
function engineSentence({ json, message }: EngineFailure): string {
  const said = (json?.message ?? message).trim();
  const last = said.split('failed to create shim task: ').at(-1)!;
  return last.replace(/^OCI runtime create failed: /, '').replace(/: unknown$/, '');
}

/** Runs what asks the engine, and explains its refusal. */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error);
  }
}

/** Undefined where the engine answers with that status: then there is nothing to do. */
export async function unlessStatus<T>(
  status: number,
  work: () => Promise<T>
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isStatus(error, status)) {
      return undefined;
    }
    throw error;
  }
}

export function isStatus(error: unknown, status: number): boolean {
  return (error as EngineFailure).statusCode === status;
}

/** @throws AtelierError `engine-unreachable`: something answers, but no container engine */
export function noEngine(): never {
  throw new AtelierError('engine-unreachable', 'What answers there is no container engine.', {
    remedy: 'Check the address and its port.'
  });
}
