import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AtelierError } from '@atelier-ml/api';
import { z } from 'zod';
import { endGroup } from '../end-group.ts';
import { surroundings } from '../process-engine/index.ts';
import { parseMaster } from './address.ts';
import { pathWith, writeConfiguration } from './configuration.ts';
import type { SparkLogin } from './configuration.ts';
import type { MasterOverview } from './master.ts';
import { TRIAL_PROGRAM } from './trial-program.ts';

const LONGEST = 120_000;
/** Spark itself tries for a minute before it says so. */
const TURNED_AWAY = /Failed to connect to master (\S+)/;

const Told = z.object({
  python: z.string().optional(),
  pyspark: z.string().optional(),
  java: z.boolean().optional(),
  kernel: z.boolean().optional(),
  worked: z.boolean().optional(),
  error: z.string().optional()
});
type Told = z.infer<typeof Told>;

export interface TrialResult {
  /** Of PySpark. */
  version: string;
  /** That Python can run kernels. */
  hasKernel: boolean;
}

/**
 * Runs a short job by the Python that jobs will have.
 * @param place `driverHost`: what workers find this machine under; `trials`: folder below which its configuration lies while it runs; it may hold the secret
 * @throws AtelierError which says what is missing, and where
 */
export async function tryOut(
  login: SparkLogin,
  { hasRoom, version }: MasterOverview,
  { driverHost, trials }: { driverHost: string; trials: string }
): Promise<TrialResult> {
  await mkdir(trials, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(trials, 'trial-'));
  try {
    const known = surroundings();
    const variables = await writeConfiguration(folder, login, driverHost, {
      'spark.cores.max': '1',
      'spark.executor.cores': '1',
      'spark.executor.memory': '512m'
    });
    const environment = {
      ...known,
      ...variables,
      PATH: pathWith(login.python, known.PATH ?? '')
    };
    return await run(login, environment, hasRoom, version);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  login: SparkLogin,
  env: Record<string, string>,
  hasRoom: boolean,
  version: string | undefined
): Promise<TrialResult> {
  const room = hasRoom ? 'room' : 'none';
  // A group of its own: Java is to end with it.
  const child = spawn(login.python, ['-c', TRIAL_PROGRAM, room], { env, detached: true });
  // One that stands by, or is down, need not hold up the one in charge.
  const masters = parseMaster(login.address).length;
  const turnedAway = new Set<string>();
  let isTurnedAway = false;
  let isLate = false;
  const end = (): void => endGroup(child);
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, LONGEST);
  createInterface(child.stderr).on('line', line => {
    const [, master] = TURNED_AWAY.exec(line) ?? [];
    if (master !== undefined && turnedAway.add(master).size >= masters) {
      isTurnedAway = true;
      end();
    }
  });
  const gone = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  gone.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  let told: Told = {};
  try {
    for await (const line of createInterface(child.stdout)) {
      const facts = toldIn(line);
      if (facts.pyspark !== undefined) {
        requireFit(facts, login, version);
        child.stdin.end('go\n');
      }
      told = { ...told, ...facts };
    }
    await gone.catch(cause => {
      throw refusal(`There is no Python “${login.python}” on the studio’s machine.`, PYTHON, cause);
    });
  } finally {
    clearTimeout(timer);
    end();
  }
  if (told.worked !== true) {
    throw problemOf(login, told, { isLate, isTurnedAway, version });
  }
  return { version: told.pyspark!, hasKernel: told.kernel === true };
}

const PYTHON = 'Give the path of a Python that has PySpark, on the machine of the studio.';

function requireFit(told: Told, { python }: SparkLogin, version: string | undefined): void {
  if (!told.java) {
    throw refusal(
      `PySpark needs Java, and there is none on the studio’s machine.`,
      'Install a Java runtime of version 17 or newer there; on Debian: default-jre-headless.'
    );
  }
  if (version !== undefined && seriesOf(version) !== seriesOf(told.pyspark!)) {
    throw refusal(
      `The master is Spark ${version}, but “${python}” has PySpark ${told.pyspark}.`,
      `Install the same one: pip install pyspark==${version}.`
    );
  }
}

function problemOf(
  { address, python, workerPython }: SparkLogin,
  { error = '', pyspark }: Told,
  facts: { isLate: boolean; isTurnedAway: boolean; version: string | undefined }
): AtelierError {
  if (pyspark === undefined) {
    const wanted = facts.version === undefined ? '' : `==${facts.version}`;
    return refusal(`“${python}” has no PySpark.`, `Install it: pip install pyspark${wanted}.`);
  }
  if (facts.isTurnedAway) {
    return new AtelierError('credentials-refused', `The master at ${address} lets nobody in.`, {
      remedy:
        'Check that its port is that of the master, and the secret: `spark.authenticate.secret`.'
    });
  }
  const mismatch =
    /Python in worker has different version: (\S+) than that in driver: (\S+?),/.exec(error);
  if (mismatch) {
    const [, there, here] = mismatch;
    return refusal(`Workers have Python ${there}, the studio’s machine has ${here}.`, SAME_PYTHON);
  }
  if (/Cannot run program "/.test(error)) {
    return refusal(`The workers have no Python “${workerPython}”.`, SAME_PYTHON);
  }
  if (facts.isLate) {
    return new AtelierError('engine-unreachable', 'A short job has not ended within two minutes.', {
      remedy: 'Check that the workers reach the studio’s machine, and have 512 MiB for an executor.'
    });
  }
  return new AtelierError('engine-failed', 'A short job has failed on the Spark cluster.', {
    remedy: firstLine(error) || 'Run `spark-submit` from the studio’s machine to see why.'
  });
}

const SAME_PYTHON = 'Give a Python of the workers that is of the same version as PySpark’s here.';
const firstLine = (text: string): string => text.trim().split('\n')[0]!.slice(0, 500);
const seriesOf = (version: string): string => version.split('.').slice(0, 2).join('.');

function toldIn(line: string): Told {
  try {
    return Told.parse(JSON.parse(line));
  } catch {
    return {};
  }
}

function refusal(message: string, remedy: string, cause?: unknown): AtelierError {
  return new AtelierError('invalid-input', message, { remedy, cause });
}
