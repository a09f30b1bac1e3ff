export { createEnvironmentsArea } from './environments-area.ts';
export type { Environments } from './environments.service.ts';
export type { MachineSettings } from './machine.ts';
export { programSettings } from './program-settings.ts';
export type { ProgramSettings } from './program-settings.ts';
