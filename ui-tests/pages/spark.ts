import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** Made by `./studio test`; tests of Spark are left out where it is missing. */
export const SPARK_PYTHON = resolve(__dirname, '../../.studio/spark/bin/python3');

export interface SparkCluster {
  address: string;
  webUi: string;
  stop(): void;
}

/** A master with one worker on this machine. */
export async function startSpark(folder: string): Promise<SparkCluster> {
  mkdirSync(folder, { recursive: true });
  const started: ChildProcess[] = [];
  const begin = (name: string, ...argv: string[]) => {
    const child = spawn('spark-class', [`org.apache.spark.deploy.${name}`, ...argv], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        PATH: `${dirname(SPARK_PYTHON)}:${process.env.PATH}`,
        SPARK_LOCAL_IP: '127.0.0.1',
        SPARK_DAEMON_MEMORY: '256m',
        SPARK_MASTER_OPTS: '-Dspark.master.rest.enabled=false',
        SPARK_WORKER_DIR: join(folder, 'work')
      }
    });
    started.push(child);
    return createInterface(child.stderr!)[Symbol.asyncIterator]();
  };
  const here = ['--host', '127.0.0.1', '--port', '0', '--webui-port', '0'];
  const master = begin('master.Master', ...here);
  const address = await told(master, /Starting Spark master at (spark:\S+)/);
  const webUi = await told(master, /started at (http:\S+)/);
  const worker = begin('worker.Worker', ...here, '--cores', '2', '--memory', '1g', address);
  await told(worker, /(Successfully registered with master)/);
  return {
    ...{ address, webUi },
    stop: () => started.forEach(child => process.kill(-child.pid!, 'SIGKILL'))
  };
}

async function told(lines: AsyncIterator<string>, form: RegExp): Promise<string> {
  for (;;) {
    const { done, value } = await lines.next();
    const [, found] = form.exec(String(value)) ?? [];
    if (found !== undefined) {
      return found;
    }
    if (done) {
      throw new Error(`Spark has ended before it said ${form.source}`);
    }
  }
}
