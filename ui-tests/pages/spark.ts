import { resolve } from 'node:path';

export { startSpark } from '../../server/app/src/drivers/compute/testing/spark-cluster';

/** Made by `./studio test`; tests of Spark are left out where it is missing. */
export const SPARK_PYTHON = resolve(__dirname, '../../.studio/spark/bin/python3');
