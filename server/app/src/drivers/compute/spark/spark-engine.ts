import { join } from 'node:path';
import type { Engine } from '../engine.ts';
import { surroundings } from '../process-engine/index.ts';
import { addressTowards } from './address.ts';
import { pathWith, writeConfiguration } from './configuration.ts';
import type { SparkLogin } from './configuration.ts';
import { overviewOf } from './master.ts';

const MIB = 2 ** 20;

/**
 * Work that is spread over the workers of a Spark cluster by a program on this machine, its driver.
 * The driver is a process like any other; only what it may take is taken there.
 */
export function createSparkEngine(processes: Engine, login: SparkLogin): Engine {
  return {
    ...processes,
    async capabilities() {
      const { machines } = await overviewOf(login.webUis);
      const taking = machines.filter(machine => machine.problem === undefined);
      return {
        ...{ images: false, limits: true, networks: false, sharesFiles: true },
        cpus: taking.reduce((sum, { cpus }) => sum + cpus, 0),
        memory: taking.reduce((sum, { memory }) => sum + memory, 0),
        machines
      };
    },
    async create(spec) {
      const { environment, resources } = spec;
      const { cpus = 1, memory, shares = 1 } = resources;
      const variables = await writeConfiguration(
        join(environment.HOME!, 'spark'),
        login,
        await addressTowards(login.address),
        {
          'spark.executor.cores': String(cpus),
          'spark.cores.max': String(cpus * shares),
          ...(memory !== undefined && { 'spark.executor.memory': `${Math.floor(memory / MIB)}m` })
        }
      );
      const path = pathWith(login.python, environment.PATH ?? surroundings().PATH ?? '');
      return processes.create({
        ...spec,
        environment: { ...environment, ...variables, PATH: path }
      });
    },
    close: async () => undefined
  };
}
