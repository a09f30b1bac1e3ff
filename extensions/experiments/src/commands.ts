import { addComparisonCommands } from './comparison-commands.ts';
import { addExperimentCommands } from './experiment-commands.ts';
import { addRunCommands } from './run-commands.ts';
import type { ExperimentsServices } from './services.ts';
import { addTrashCommands } from './trash/index.ts';
import { addViewCommands } from './view-commands.ts';

export { CommandIDs, PALETTE } from './command-ids.ts';

/** Adds every command of the area. */
export function addCommands(services: ExperimentsServices): void {
  addExperimentCommands(services);
  addRunCommands(services);
  addComparisonCommands(services);
  addTrashCommands(services);
  addViewCommands(services);
}
