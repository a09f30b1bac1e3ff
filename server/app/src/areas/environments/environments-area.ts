import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Engine } from '../../drivers/compute/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { Images } from '../../drivers/images/index.ts';
import type { Clock } from '../../identity.ts';
import type { KeyVault } from '../../key-vault.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createBuilds } from './builds.ts';
import { createCopies } from './copies.ts';
import { previewOf } from './dockerfile.ts';
import { createBuildEngine } from './engine.ts';
import type { BuildEngineOptions } from './engine.ts';
import { createEnvironmentRoutes } from './environments.routes.ts';
import { createEnvironments } from './environments.service.ts';
import type { EnvironmentsOptions } from './environments.service.ts';
import { createLogins } from './logins.ts';
import type { MachineSettings } from './machine.ts';
import { withImages } from './providing.ts';
import { createRegistries } from './registries.ts';
import { createTransfers } from './transfers.ts';

export interface EnvironmentsAreaOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  workspaces: Workspaces;
  images: Images;
  log: Logger;
  data: string;
  machine?: MachineSettings;
  /** Folder with the program of the TypeScript kernel. */
  programs: string;
  vault: KeyVault;
  instances: EnvironmentsOptions['instances'] & BuildEngineOptions['instances'];
  /** Of Atelier. */
  version: string;
}

/** All that is about environments: how they are built, kept, sent and fetched. */
export function createEnvironmentsArea(options: EnvironmentsAreaOptions) {
  const { data, images, machine = { variables: {}, home: data }, programs } = options;
  const logins = createLogins(options);
  const transfers = createTransfers(options);
  const folder = join(data, 'environments');
  const engine = createBuildEngine(options);
  const { provideBase } = engine;
  const builds = createBuilds({ ...options, folder, logins, machine, provideBase });
  const environments = createEnvironments({ ...options, builds });
  const registries = createRegistries({ ...options, logins, transfers });
  const copies = createCopies({ ...options, images, logins, transfers });
  return {
    environments,
    /** The engine that fetches images of environments which this machine lacks. */
    providing: (found: Engine): Engine => withImages(found, copies.provide),
    routes: createEnvironmentRoutes({
      ...{ copies, engine, environments, registries, transfers },
      preview: spec => previewOf(spec, programs)
    }),
    /** Goes on with what a server before this one has left. */
    resume: (): Promise<void> => builds.resume(),
    async stop(): Promise<void> {
      await transfers.stop();
      // Builds first: one that waits for the base image is begun anew by the next server.
      await Promise.all([builds.stop(), engine.stop()]);
    }
  };
}
