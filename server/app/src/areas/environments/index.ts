export { createEnvironmentsArea } from './environments-area.ts';
export type { Environments } from './environments.service.ts';
export type { MachineSettings } from './machine.ts';
