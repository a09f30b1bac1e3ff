import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  describeWithSpark,
  QUICK,
  SPARK_PYTHON
} from '../../drivers/compute/testing/with-spark.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { archive, here, jobWhen, logOf, submitJob, whenEnded } from './testing/job.ts';

const nodeSize = { cpus: 1, memoryMb: 512 };

/** Squares numbers on the workers, and says which processes have done it. */
const SQUARES = `
import os, sys
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
print("cores", spark.conf.get("spark.cores.max"), "secret", os.environ["PASSWORD"])
with open(sys.argv[1] + "/data.csv") as file:
    numbers = [int(line) for line in file.read().split()[1:]]
def square(some):
    yield from ((os.getpid(), each * each) for each in some)
found = spark.sparkContext.parallelize(numbers, 2).mapPartitions(square).collect()
print("elsewhere", os.getpid() not in {pid for pid, _ in found})
with open(sys.argv[2] + "/squares.txt", "w") as file:
    file.write(" ".join(str(value) for _, value in found))
print("factor", os.environ["ATELIER_PARAM_factor"])
`;

const WAITING = `
import time
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
print("begun", spark.sparkContext.parallelize(range(5), 1).count())
time.sleep(600)
`;

const KERNEL = `
import sys
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=120)
code = "print(spark.sparkContext.master, sc.parallelize(range(10), 1).sum())"
client.execute_interactive(code, timeout=120)
client.stop_channels()
manager.shutdown_kernel(now=True)
`;

describeWithSpark('jobs on Spark', spark => {
  let server: TestServer;

  const wayOf = (more: Record<string, unknown> = {}) => ({
    ...{ python: SPARK_PYTHON, workerPython: SPARK_PYTHON, webUi: spark().webUi },
    properties: {
      'spark.driver.extraJavaOptions': QUICK,
      'spark.executor.extraJavaOptions': QUICK
    },
    ...more
  });
  const attach = (body: Record<string, unknown> = {}) =>
    server.client.attached.create({
      params: here,
      body: {
        ...{ name: 'lab', kind: 'spark', address: spark().address, spark: wayOf() },
        credentials: { token: spark().secret },
        ...body
      }
    });
  async function submit(script: string, more: Parameters<typeof submitJob>[2] = {}) {
    const code = archive({ 'main.py': script });
    const { sha256 } = await server.client.blobs.upload({ query: {}, body: code });
    return submitJob(server, '', {
      program: { type: 'script', path: 'main.py', arguments: [] },
      ...{ cluster: 'sparks', code: { sha256 } },
      ...more
    });
  }
  const applications = async () => {
    const answer = await fetch(`${spark().webUi}/json/`);
    return ((await answer.json()) as { activeapps: unknown[] }).activeapps;
  };

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('are told what is wrong before anything is attached', async () => {
    const { port } = new URL(spark().address);
    const elsewhere = { address: 'spark://127.0.0.1:1', spark: wayOf() };
    await expect(attach(elsewhere)).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: 'No Spark master answers at spark://127.0.0.1:1.'
    });
    const page = `http://127.0.0.1:${port}`;
    await expect(attach({ spark: wayOf({ webUi: page }) })).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: `The web page ${page}/json/ does not answer.`
    });
    await expect(attach({ spark: wayOf({ python: '/nowhere/python' }) })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'There is no Python “/nowhere/python” on the studio’s machine.'
    });
    await expect(attach({ spark: wayOf({ python: '/usr/bin/python3' }) })).rejects.toMatchObject({
      code: 'invalid-input',
      message: '“/usr/bin/python3” has no PySpark.',
      remedy: 'Install it: pip install pyspark==4.1.1.'
    });
    await expect(attach({ kind: 'docker' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'Only Spark has these settings.'
    });
    await expect(attach({ credentials: { token: 'another' } })).rejects.toMatchObject({
      code: 'credentials-refused',
      message: `The master at ${spark().address} lets nobody in.`
    });
  }, 120_000);

  it('are sent nothing but find data, params and secrets, and spread their work', async () => {
    const attached = await attach();
    expect(attached).toMatchObject({
      ...{ credentials: 'token', state: 'reachable', version: '4.1.1' },
      machines: [{ cpus: 2, memoryMb: 2048, problem: null }],
      spark: { kernelspec: `atelier-spark-${attached.id}` }
    });
    const body = { name: 'sparks', attached: 'lab', nodeSize, maxNodes: 2 };
    const cluster = await server.client.clusters.create({ params: here, body });
    expect([cluster.driver, cluster.network]).toEqual(['spark', 'outbound']);
    const { sha256 } = await server.client.blobs.upload({ query: {}, body: 'n\n2\n3\n4\n' });
    const content = { sha256, filename: 'data.csv' };
    await server.client.datasets.create({ params: here, body: { name: 'data', content } });
    const { id } = await submit(SQUARES, {
      program: {
        ...{ type: 'script', path: 'main.py' },
        arguments: ['${{inputs.data}}', '${{outputs.squares}}']
      },
      ...{ inputs: { data: 'data' }, outputs: { squares: {} }, params: { factor: '7' } },
      ...{ secrets: { PASSWORD: 'hush-hush' }, nodes: 2 }
    });
    const job = await whenEnded(server, id);
    const lines = (await logOf(server, job)).split('\n');
    expect([job.message, lines.filter(line => /^(cores|elsewhere|factor)/.test(line))]).toEqual([
      null,
      ['cores 2 secret ***', 'elsewhere True', 'factor 7']
    ]);
    expect(job.tasks).toHaveLength(1);
    const params = { ...here, run: job.run, path: 'outputs/squares/squares.txt' };
    const output = await server.client.runs.get({ params });
    expect(output.artifacts.map(({ path }) => path)).toContain(params.path);
  }, 240_000);

  it('go on with a server that was started anew, and end when they are cancelled', async () => {
    const { id } = await submit(WAITING);
    const begun = await jobWhen(server, id, found => found.state === 'running');
    while (!(await logOf(server, begun)).includes('begun 5')) {
      await delay(100);
    }
    await server.restart();
    expect(await applications()).toHaveLength(1);
    await server.client.jobs.cancel({ params: { ...here, job: id } });
    const job = await whenEnded(server, id);
    expect([job.state, job.attempt]).toEqual(['cancelled', 1]);
    // The master is told by the connection that breaks.
    while ((await applications()).length > 0) {
      await delay(100);
    }
  }, 240_000);

  it('have kernels beside them, with a session that is ready', async () => {
    const attached = await server.client.attached.get({ params: { ...here, attached: 'lab' } });
    const name = attached.spark!.kernelspec!;
    const file = join(server.data, 'jupyter', 'kernels', name, 'kernel.json');
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain(spark().secret);
    const configuration = join(server.data, 'compute', 'spark', attached.id, 'spark-defaults.conf');
    expect((await stat(configuration)).mode & 0o077).toBe(0);
    const { stdout } = await promisify(execFile)(SPARK_PYTHON, ['-c', KERNEL, name], {
      env: { ...process.env, JUPYTER_PATH: join(server.data, 'jupyter') }
    });
    expect(stdout.trim()).toBe(`${spark().address} 45`);
  }, 240_000);

  it('keep what they are on from being detached; then its kernels go with it', async () => {
    const params = { ...here, attached: 'lab' };
    const { spark: settings } = await server.client.attached.get({ params });
    await expect(server.client.attached.delete({ params })).rejects.toMatchObject({
      code: 'in-use'
    });
    for (const { id } of (await server.client.jobs.list({ params: here, query: {} })).items) {
      await server.client.jobs.delete({ params: { ...here, job: id } });
    }
    await server.client.clusters.delete({ params: { ...here, cluster: 'sparks' } });
    await server.client.attached.delete({ params });
    const folder = join(server.data, 'jupyter', 'kernels', settings!.kernelspec!);
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });
});
