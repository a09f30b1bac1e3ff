import { icons } from '@atelier-ml/ui';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import type { ExperimentsServices } from '../services.ts';

export interface RunLinkProps {
  id: string;
  /** The start of the id stands in for a name that is not known. */
  name?: string;
  workspace: string;
  services: ExperimentsServices;
}

/** A link to a run's page. */
export function RunLink({ id, name, workspace, services }: RunLinkProps) {
  return (
    <button
      type="button"
      className="atl-Experiments-link"
      title={id}
      onClick={() =>
        void services.commands.execute(CommandIDs.openRun, { id, name: name ?? '', workspace })
      }
    >
      <icons.run.react tag="span" />
      {name ?? id.slice(0, 8)}
    </button>
  );
}
