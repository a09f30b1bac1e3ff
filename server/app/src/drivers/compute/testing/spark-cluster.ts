import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { endGroup } from '../end-group.ts';

/** For programs of a few seconds Java need not do its best. */
export const QUICK = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
const CORES = 2;

export interface SparkCluster {
  address: string;
  webUi: string;
  stop(): Promise<void>;
}

/**
 * A master and a worker of this machine.
 * @param python with PySpark
 * @param secret without which they let nobody in; undefined: they ask for none
 */
export async function startSpark(python: string, secret?: string): Promise<SparkCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-spark-test-'));
  const conf = join(folder, 'conf');
  await mkdir(conf);
  const lines = [
    ...(secret === undefined
      ? []
      : ['spark.authenticate true', `spark.authenticate.secret ${secret}`]),
    'spark.master.rest.enabled false'
  ];
  await writeFile(join(conf, 'spark-defaults.conf'), lines.join('\n'));
  const started: ChildProcess[] = [];
  const begin = (name: string, ...argv: string[]): AsyncIterator<string> => {
    const child = spawn('spark-class', [`org.apache.spark.deploy.${name}`, ...argv], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        PATH: `${dirname(python)}:${process.env.PATH}`,
        SPARK_CONF_DIR: conf,
        SPARK_LOCAL_IP: '127.0.0.1',
        SPARK_DAEMON_MEMORY: '256m',
        SPARK_DAEMON_JAVA_OPTS: QUICK,
        SPARK_WORKER_DIR: join(folder, 'work')
      }
    });
    started.push(child);
    return createInterface(child.stderr!)[Symbol.asyncIterator]();
  };
  const stop = async (): Promise<void> => {
    started.forEach(endGroup);
    await rm(folder, { recursive: true, force: true });
  };
  const here = ['--host', '127.0.0.1', '--port', '0', '--webui-port', '0'];
  try {
    const master = begin('master.Master', ...here);
    const address = await told(master, /Starting Spark master at (spark:\S+)/);
    const webUi = await told(master, /started at (http:\S+)/);
    const size = ['--cores', String(CORES), '--memory', '2g'];
    await told(
      begin('worker.Worker', ...here, ...size, address),
      /(Successfully registered with master)/
    );
    return { address, webUi, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Goes on reading afterwards: a full pipe would hold the program up. */
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
