import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '@atelier-ml/api';
import type { Deployment, DeploymentSpec, ModelDescription, Scoring } from './scoring.ts';
import type { ScorerMessage, ScorerTask } from './scorer.ts';

export interface OnnxScoringOptions {
  /** The program of the deployment process. */
  scorerFile: string | URL;
  /** Milliseconds that a model gets to load. */
  patience?: number;
}

/** Longest path of a unix socket, which Linux cuts without a word. */
const LONGEST_SOCKET = 107;
const GRACE = 10_000;

/** Serves ONNX models with ONNX Runtime, each in a Node process of its own. */
export function createOnnxScoring({ patience = 60_000, scorerFile }: OnnxScoringOptions): Scoring {
  const program = scorerFile instanceof URL ? fileURLToPath(scorerFile) : scorerFile;
  const deployments = new Set<Deployment>();

  /** Nothing of this process's environment: it may hold secrets. */
  const launch = (task: ScorerTask): ChildProcess =>
    spawn(process.execPath, [program, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {}
    });

  return {
    async describe(modelFile): Promise<ModelDescription> {
      const child = launch({ task: 'describe', modelFile });
      child.stdout!.resume();
      child.stderr!.resume();
      const message = await firstMessage(child, patience);
      child.kill('SIGKILL');
      if (typeof message === 'object' && message.event === 'described') {
        return message as ModelDescription & { event: 'described' };
      }
      const failed =
        typeof message === 'object' && message.event === 'failed' ? message : undefined;
      throw new AtelierError(
        'invalid-content',
        failed?.message ?? `Reading the model failed: the process that read it ${String(message)}.`,
        { remedy: failed?.remedy ?? 'Check the file with `onnx.checker`, and export it again.' }
      );
    },
    start(spec) {
      const deployment = startDeployment(spec, launch, patience);
      deployments.add(deployment);
      void deployment.exited.then(() => deployments.delete(deployment));
      return deployment;
    },
    async close() {
      await Promise.all([...deployments].map(deployment => deployment.stop()));
    }
  };
}

function startDeployment(
  { log, modelFile, name, version }: DeploymentSpec,
  launch: (task: ScorerTask) => ChildProcess,
  patience: number
): Deployment {
  const folder = socketFolder();
  const socket = join(folder, 's');
  const child = launch({ task: 'serve', modelFile, name, version, socket });
  createInterface({ input: child.stdout! }).on('line', log);
  createInterface({ input: child.stderr! }).on('line', log);
  let ended = false;
  const exited = new Promise<string>(resolve => {
    child.once('error', error => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(endOf(code, signal)));
  }).then(how => {
    ended = true;
    rmSync(folder, { recursive: true, force: true });
    return how;
  });
  const ready = (async () => {
    const message = await firstMessage(child, patience);
    if (typeof message === 'object' && message.event === 'ready') {
      return;
    }
    child.kill('SIGKILL');
    const failed = typeof message === 'object' && message.event === 'failed' ? message : undefined;
    throw new AtelierError(
      'deployment-failed',
      failed?.message ?? `The deployment could not start: its process ${String(message)}.`,
      { remedy: failed?.remedy ?? 'Look at the log of the endpoint.' }
    );
  })();
  // Whoever waits for it is told; that nobody may wait is no error of its own.
  ready.catch(() => undefined);
  return {
    socket,
    ready,
    exited,
    pid: child.pid,
    async stop() {
      if (!ended) {
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), GRACE);
        await exited;
        clearTimeout(force);
      }
    }
  };
}

/** A folder of this user alone, whose path leaves room for the socket's name. */
function socketFolder(): string {
  const prefix = join(tmpdir(), 'atelier-deployment-');
  return mkdtempSync(prefix.length + 8 < LONGEST_SOCKET ? prefix : '/tmp/atelier-deployment-');
}

/** The first thing that the child tells, or a phrase that says how it ended. */
function firstMessage(child: ChildProcess, patience: number): Promise<ScorerMessage | string> {
  return new Promise(resolve => {
    const timer = setTimeout(
      () => resolve(`did not answer within ${patience / 1000} seconds`),
      patience
    );
    const settle = (answer: ScorerMessage | string) => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.once('message', message => settle(message as ScorerMessage));
    child.once('error', error => settle(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => settle(endOf(code, signal)));
  });
}

function endOf(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}
