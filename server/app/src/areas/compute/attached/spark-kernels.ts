import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeConfiguration } from '../../../drivers/compute/index.ts';
import type { Compute } from '../../../drivers/compute/index.ts';
import { sparkLoginOf } from './attached-engines.ts';
import type { AttachedLogin } from './attached-engines.ts';
import type { StoredSpark } from './attached-present.ts';

/** Idle kernels hold nothing there: Spark takes executors as there is work, and gives them back. */
const AS_NEEDED = {
  'spark.dynamicAllocation.enabled': 'true',
  'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
  'spark.executor.cores': '1'
};
const SESSION =
  'from pyspark.sql import SparkSession; spark = SparkSession.builder.appName("notebook").getOrCreate(); sc = spark.sparkContext';

export interface SparkKernelsOptions {
  compute: Pick<Compute, 'publish' | 'withdraw'>;
  /** Where the configurations of kernels lie. */
  folder: string;
}

export interface SparkKernel {
  id: string;
  name: string;
  workspace_id: string;
}

/** Name of the kernelspec; it stays when the compute is renamed, and notebooks keep their kernel. */
export const kernelspecOf = (id: string): string => `atelier-spark-${id}`;

/** Python kernels whose `spark` is a session on an attached cluster. */
export function createSparkKernels({ compute, folder }: SparkKernelsOptions) {
  const withdraw = async (id: string): Promise<void> => {
    await compute.withdraw(kernelspecOf(id));
    await rm(join(folder, id), { recursive: true, force: true });
  };
  return {
    withdraw,
    /** Forgets those of what is attached no more: their configurations may hold secrets. */
    async keepOnly(attached: () => Promise<string[]>): Promise<void> {
      // Looked for first: what is written meanwhile is kept.
      const written = await readdir(folder).catch(() => []);
      const ids = await attached();
      await Promise.all(written.filter(id => !ids.includes(id)).map(withdraw));
    },
    async publish(
      { id, name }: SparkKernel,
      login: AttachedLogin,
      { driverHost, hasKernel, ...settings }: StoredSpark
    ): Promise<void> {
      if (!hasKernel) {
        return withdraw(id);
      }
      const spark = sparkLoginOf(login, settings);
      const own = join(folder, id);
      const env = await writeConfiguration(own, spark, driverHost, AS_NEEDED);
      await compute.publish({
        name: kernelspecOf(id),
        content: {
          argv: [
            ...[spark.python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
            `--IPKernelApp.exec_lines=${SESSION}`
          ],
          display_name: `Spark (${name})`,
          language: 'python',
          interrupt_mode: 'signal',
          env: { ...env },
          metadata: {}
        }
      });
    }
  };
}
