import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqlite } from '../../drivers/database/index.ts';
import { createCellRunsStore } from './cell-runs.store.ts';
import { createExperimentStore } from './experiments.store.ts';
import { createRunLogsStore } from './run-logs.store.ts';
import { createRunStore } from './runs.store.ts';
import { createSeriesStore } from './series.store.ts';
import type { RunFilter } from './runs.store.ts';

type Queries = ReturnType<typeof openSqlite>['queries'];

/** How SQLite goes about the statement that a store has run last. */
async function planOf(run: (store: ReturnType<typeof createRunStore>) => Promise<unknown>) {
  return planWith(queries => run(createRunStore(queries)));
}

async function planWith(run: (queries: Queries) => Promise<unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-plan-'));
  const file = join(folder, 'a.db');
  const database = openSqlite({ file });
  try {
    await database.migrate();
    let statement: { sql: string; parameters: readonly unknown[] } | undefined;
    const watched = database.queries.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => result
    });
    const executor = watched.getExecutor();
    const compile = executor.compileQuery.bind(executor);
    executor.compileQuery = (...args) => {
      const compiled = compile(...args);
      statement = compiled;
      return compiled as never;
    };
    await run(watched);
    const reader = new DatabaseSync(file);
    const rows = reader
      .prepare(`explain query plan ${statement!.sql}`)
      .all(...(statement!.parameters as string[])) as { detail: string }[];
    reader.close();
    return rows.map(row => row.detail).join('\n');
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
}

const filter: RunFilter = { workspaceId: 'w', view: 'active', now: 1_000_000 };
const inExperiment: RunFilter = { ...filter, experimentId: 'e' };

describe('the list of runs', () => {
  it.each([
    ['by start', filter, 'started_at', 'runs_by_start'],
    ['by start in an experiment', inExperiment, 'started_at', 'runs_of_experiment_by_start'],
    ['by name', filter, 'name', 'runs_by_name'],
    ['by status', { ...filter, status: 'finished' }, 'started_at', 'runs_by_status']
  ] as const)('walks an index without sorting %s', async (_, where, order, index) => {
    const plan = await planOf(store => store.list(where, order, 'descending', 10, [5, 'x']));
    expect(plan).toContain(`USING INDEX ${index}`);
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN (runs|experiments)/);
  });

  it.each([
    ['the workspace', filter, 'run_metrics_of_workspace'],
    ['an experiment', inExperiment, 'run_metrics_of_experiment']
  ] as const)('walks the index of a metric’s last values in %s', async (_, where, index) => {
    const plan = await planOf(store =>
      store.listByMetric(where, 'auc', 'descending', 10, [5, 'x'])
    );
    expect(plan).toContain(`USING COVERING INDEX ${index}`);
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
  });

  it('finds the runs without a metric by the key of the metrics', async () => {
    const plan = await planOf(store => store.listWithoutMetric(filter, 'auc', 10));
    expect(plan).toContain('USING INDEX runs_by_start');
    expect(plan).toMatch(/run_metrics USING (COVERING )?INDEX/);
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
  });

  it('finds silent runs by their index', async () => {
    expect(await planOf(store => store.silentBetween(1, 2))).toContain('runs_by_silence');
  });
});

describe('the list of experiments', () => {
  it('walks an index without sorting', async () => {
    const plan = await planWith(queries =>
      createExperimentStore(queries).list({ workspaceId: 'w', view: 'active' }, 10, [5, 'x'])
    );
    expect(plan).toContain('USING INDEX experiments_by_change');
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
  });
});

describe('what a run has recorded', () => {
  const range = { after: 5, fromStep: 1, toStep: 9 };

  it.each<[string, (queries: Queries) => Promise<unknown>, RegExp]>([
    ['outlines of chunks', q => createSeriesStore(q).heads('r', 'loss', range), /metric_chunks/],
    ['chunks of a series', q => createSeriesStore(q).points('r', 'loss', [1, 2]), /metric_chunks/],
    ['short series', q => createSeriesStore(q).firstChunks(['r'], ['a', 'b'], 3), /metric_chunks/],
    ['summaries', q => createSeriesStore(q).summariesOf('w', ['r'], ['a', 'b']), /run_metrics/],
    ['the log onward', q => createRunLogsStore(q).after('r', 5, 8), /run_logs/],
    ['the log backward', q => createRunLogsStore(q).before('r', 5, 8), /run_logs/]
  ])('finds %s by the key of the run', async (_, run, table) => {
    const plan = await planWith(run);
    expect(plan).toMatch(new RegExp(`SEARCH ${table.source} USING INDEX .*run_id=`));
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });

  it('finds the runs of cells by the index of the cells', async () => {
    const plan = await planWith(q => createCellRunsStore(q).lastOf('w', ['c1', 'c2'], 5));
    expect(plan).toContain('USING INDEX cell_runs_by_cell (workspace_id=? AND cell_id=?)');
  });
});
