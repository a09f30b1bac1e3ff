export { createBuilds } from './builds.ts';
export { createBuildEngine } from './engine.ts';
export { createEnvironmentRoutes } from './environments.routes.ts';
export { createEnvironments } from './environments.service.ts';
export type { Environments } from './environments.service.ts';
export type { MachineSettings } from './machine.ts';
export { createRegistries } from './registries.ts';
