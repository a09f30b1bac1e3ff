import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';

/** How a Spark cluster is used from this machine. */
export interface SparkLogin {
  /** `spark://HOST:PORT`. */
  address: string;
  /** Of the pages that list the workers: one for each master that may be in charge. */
  webUis: string[];
  /** Python with PySpark on this machine: a path, or a name that is looked up. */
  python: string;
  /** Python on the machines of the workers. */
  workerPython: string;
  /** Further properties, by their names. */
  properties: Record<string, string>;
  /** What `spark.authenticate.secret` is there; undefined: they ask for none. */
  secret?: string;
}

/**
 * Writes `spark-defaults.conf` into a folder, by which every way to start Spark finds the master:
 * `spark-submit`, a session in a script, a session in a kernel. Not as variables or arguments, which
 * others can see: it may hold the secret.
 * @param own properties that win over those of the login
 * @returns variables for the program
 */
export async function writeConfiguration(
  folder: string,
  login: SparkLogin,
  driverHost: string,
  own: Record<string, string> = {}
): Promise<Record<string, string>> {
  const { address, properties, python, secret, workerPython } = login;
  const lines = Object.entries({
    // A page that anybody can look at is opened only where it is asked for.
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    ...properties,
    'spark.master': address,
    'spark.driver.host': driverHost,
    ...(secret !== undefined && {
      'spark.authenticate': 'true',
      'spark.authenticate.secret': secret
    }),
    ...own
  }).map(([name, value]) => `${name} ${value.replaceAll('\\', '\\\\')}\n`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'spark-defaults.conf'), lines.join(''), { mode: 0o600 });
  return {
    SPARK_CONF_DIR: folder,
    SPARK_LOCAL_IP: driverHost,
    PYSPARK_DRIVER_PYTHON: python,
    PYSPARK_PYTHON: workerPython
  };
}

/** With the folder of that Python first, so that its `python3` and `spark-submit` are found. */
export const pathWith = (python: string, path: string): string =>
  isAbsolute(python) ? `${dirname(python)}:${path}` : path;
