import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Bulk } from './bulk.service.ts';
import type { Histories } from './histories.service.ts';
import type { Journal } from './journal.service.ts';
import type { RunLogs } from './run-logs.service.ts';
import type { Runs } from './runs.service.ts';
import type { RunFinder, RunSummaries } from './search/index.ts';

export interface RunRoutesOptions {
  runs: Runs;
  histories: Histories;
  logs: RunLogs;
  finder: RunFinder;
  summaries: RunSummaries;
  bulk: Bulk;
  journal: Journal;
}

export function createRunRoutes(options: RunRoutesOptions): HandlersOf<typeof routes.runs> {
  const { bulk, finder, histories, journal, logs, runs, summaries } = options;
  return {
    list: ({ params, query, user }) => finder.list(params.workspace, query, user),
    search: ({ body, params, user }) => finder.search(params.workspace, body, user),
    ids: ({ body, params, user }) => finder.ids(params.workspace, body.ids, user),
    keys: ({ body, params, user }) => summaries.keys(params.workspace, body, user),
    groups: ({ body, params, user }) => summaries.groups(params.workspace, body, user),
    bulk: ({ body, params, user }) => bulk(params.workspace, body, user),
    get: ({ params, user }) => runs.get(params.workspace, params.run, user),
    update: ({ body, params, user }) => runs.update(params.workspace, params.run, body, user),
    delete: async ({ params, user }) => {
      await runs.delete(params.workspace, params.run, user);
      return {};
    },
    restore: ({ params, user }) => runs.restore(params.workspace, params.run, user),
    journal: ({ body, params, user }) =>
      journal.append({ workspace: params.workspace, user, runId: params.run, ...body }),
    history: ({ params, query, user }) =>
      histories.history(params.workspace, params.run, query, user),
    histories: ({ body, params, user }) => histories.histories(params.workspace, body, user),
    log: ({ params, query, user }) => logs.log(params.workspace, params.run, query, user),
    logFile: ({ params, user }) => logs.logFile(params.workspace, params.run, user),
    ofCells: ({ body, params, user }) => runs.ofCells(params.workspace, body, user),
    artifact: ({ params, user }) => runs.artifact(params.workspace, params.run, params.path, user)
  };
}
