import type { IPageHost } from '@atelier-ml/shell';
import { icons, Page, reactWidget, useTrans } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { ExperimentsServices, WorkspaceArgs } from '../services.ts';
import { createRememberedTable, RunTable } from '../table/index.ts';
import type { RunTableModel } from '../table/index.ts';

/** Makes the page of all runs of a workspace. */
export const createRunsPage =
  (services: ExperimentsServices) =>
  (host: IPageHost<WorkspaceArgs>): Widget => {
    const { workspace } = host.args;
    const runs = createRememberedTable(services, { workspace, experiment: null });
    return reactWidget(() => <RunsPage runs={runs} services={services} />, {
      trans: services.trans,
      dispose: () => runs.dispose()
    });
  };

function RunsPage({ runs, services }: { runs: RunTableModel; services: ExperimentsServices }) {
  const trans = useTrans();
  return (
    <Page
      fill
      icon={icons.table}
      title={trans.__('All runs')}
      description={trans.__('The runs of all experiments of this workspace')}
    >
      <RunTable
        model={runs}
        services={services}
        label={trans.__('All runs')}
        experiment={null}
        empty={trans.__('No run yet. Start a cell with %1, or call %2.', '%%track', 'startRun()')}
      />
    </Page>
  );
}
