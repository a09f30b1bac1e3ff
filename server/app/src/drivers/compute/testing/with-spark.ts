import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { startSpark } from './spark-cluster.ts';
import type { SparkCluster } from './spark-cluster.ts';

export { QUICK } from './spark-cluster.ts';

/** A Python of its own, made by `./studio test`: PySpark is no part of the product. */
export const SPARK_PYTHON = resolve('.studio/spark/bin/python3');
const SECRET = 'only-for-tests';

/** Needs PySpark and Java: left out aloud where they are missing, and never in CI. */
export function describeWithSpark(
  name: string,
  tests: (spark: () => SparkCluster & { secret: string }) => void
): void {
  if (!existsSync(SPARK_PYTHON) && !process.env.CI) {
    console.warn(`left out, there is no PySpark below .studio/spark: ${name}`);
    describe.skip(name, () => tests(() => undefined as never));
    return;
  }
  describe(name, () => {
    let spark: SparkCluster | undefined;
    beforeAll(async () => {
      spark = await startSpark(SPARK_PYTHON, SECRET);
    }, 120_000);
    afterAll(() => spark?.stop());
    tests(() => ({ ...spark!, secret: SECRET }));
  });
}
