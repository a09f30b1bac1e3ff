import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import type { Histories } from './histories.service.ts';
import type { Journal } from './journal.service.ts';
import type { RunLogs } from './run-logs.service.ts';
import type { Runs } from './runs.service.ts';

export interface RunRoutesOptions {
  runs: Runs;
  histories: Histories;
  logs: RunLogs;
  journal: Journal;
}

export function createRunRoutes(options: RunRoutesOptions): HandlersOf<typeof routes.runs> {
  const { histories, journal, logs, runs } = options;
  return {
    list: ({ params, query, user }) => runs.list(params.workspace, query, user),
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
