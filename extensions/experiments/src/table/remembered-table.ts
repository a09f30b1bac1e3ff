import { browserStore } from '../charts/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { RunTableModel } from './run-table-model.ts';
import { readTableSettings, writeTableSettings } from './table-settings.ts';

/** Under which name the browser keeps how the runs of an experiment, or of a workspace, are shown. */
export const memoryOf = ({ workspace, experiment }: TablePlace): string =>
  experiment === null ? `runs-table:all:${workspace}` : `runs-table:${experiment}`;

export interface TablePlace {
  readonly workspace: string;
  /** Id; null: all experiments of the workspace. */
  readonly experiment: string | null;
}

/** The runs of an experiment or of a workspace, set up as this browser has seen them last. */
export function createRememberedTable(
  { client, events }: ExperimentsServices,
  place: TablePlace
): RunTableModel {
  const memory = memoryOf(place);
  const runs = new RunTableModel({
    api: client.api,
    events,
    ...place,
    settings: readTableSettings(browserStore.read(memory))
  });
  let { settings } = runs;
  runs.changed.connect(() => {
    if (settings !== runs.settings) {
      ({ settings } = runs);
      browserStore.write(memory, writeTableSettings(settings));
    }
  });
  return runs;
}
