import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseFilter, parseOrder, runSearch } from '@atelier-ml/api';
import { openSqlite } from '../../drivers/database/index.ts';
import { createCellRunsStore } from './cell-runs.store.ts';
import { artifactReferences } from './artifact-references.store.ts';
import { createExperimentStore } from './experiments.store.ts';
import { createExperimentTrashStore } from './experiment-trash.store.ts';
import { createRunLogsStore } from './run-logs.store.ts';
import { createRunStore } from './runs.store.ts';
import { createRunTrashStore } from './run-trash.store.ts';
import { createRunSearchStore } from './search/run-search.store.ts';
import type { RunSearch } from './search/run-search.ts';
import { createSeriesStore } from './series.store.ts';

type Queries = ReturnType<typeof openSqlite>['queries'];

/** What SQLite notes of 100,000 runs with 20 metrics each in 11 experiments, when it is asked to. */
const STATISTICS = [
  ['experiments', 'sqlite_autoindex_experiments_1', '11 1'],
  ['runs', 'runs_by_start', '100001 100001 1 1'],
  ['runs', 'sqlite_autoindex_runs_1', '100001 1'],
  ['run_metrics', 'run_metrics_of_workspace', '2000002 2000002 100001 1 1'],
  ['run_metrics', 'sqlite_autoindex_run_metrics_1', '2000002 20 1']
];

function noteStatistics(file: string): void {
  const writer = new DatabaseSync(file);
  writer.exec('analyze; delete from sqlite_stat1');
  const insert = writer.prepare('insert into sqlite_stat1 values (?, ?, ?)');
  STATISTICS.forEach(row => insert.run(...row));
  writer.close();
}

async function planWith(
  run: (queries: Queries) => Promise<unknown>,
  { statistics = false } = {}
): Promise<string> {
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
    if (statistics) {
      noteStatistics(file);
    }
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

const MANY_RUNS = Array.from({ length: 200 }, (_, index) => `r${index}`);
const MANY_KEYS = Array.from({ length: 10 }, (_, index) => `k${index}`);

const scopes = { workspace: {}, experiment: { experimentIds: ['e'] } };

/** How SQLite walks the first stage of a list. */
function planOf(
  scope: keyof typeof scopes,
  filter: string,
  order: string,
  position?: unknown[],
  options?: { statistics: boolean }
) {
  const search: RunSearch = {
    workspaceId: 'w',
    ...scopes[scope],
    filter: parseFilter(filter, runSearch),
    order: order ? parseOrder(order, runSearch) : [],
    view: 'active'
  };
  return planWith(
    queries =>
      createRunSearchStore(queries, 'sqlite').findInStage(search, 'value', 10, position as never),
    options
  );
}

describe('the list of runs', () => {
  it.each([
    ['workspace', '', 'runs_by_start', [5, 'x']],
    ['experiment', '', 'runs_of_experiment_by_start', [5, 'x']],
    ['workspace', 'name', 'runs_by_name', ['n', 5, 'x']],
    ['experiment', 'name DESC', 'runs_of_experiment_by_name', ['n', 5, 'x']],
    ['experiment', 'end_time DESC', 'runs_of_experiment_by_end', [7, 5, 'x']],
    ['workspace', 'metrics.auc DESC', 'run_metrics_of_workspace', [0.5, 5, 'x']],
    ['experiment', 'metrics.auc', 'run_metrics_of_experiment', [0.5, 5, 'x']],
    ['experiment', 'params.rate', 'run_params_by_value', ['r', 5, 'x']],
    ['experiment', 'tags.team DESC', 'run_tags_by_value', ['r', 5, 'x']]
  ] as const)(
    'of a %s ordered by “%s” walks %s from where a page has ended',
    async (scope, order, index, position) => {
      for (const filter of ['', "metrics.loss < 3 AND params.model = 'a' AND status = 'failed'"]) {
        for (const after of [undefined, [...position]]) {
          const plan = await planOf(scope, filter, order, after);
          expect(plan).toMatch(new RegExp(`USING (COVERING )?INDEX ${index} \\(.*[<>=]\\?`));
          // Only runs that tie are sorted, by their start and id.
          expect(plan).not.toMatch(/USE TEMP B-TREE FOR ORDER BY|SCAN/);
        }
      }
    }
  );

  it('walks the index of a metric also once SQLite has statistics of its tables', async () => {
    for (const filter of ['', 'metrics.loss < 3']) {
      const plan = await planOf('workspace', filter, 'metrics.auc DESC', undefined, {
        statistics: true
      });
      expect(plan.split('\n')[0]).toContain('run_metrics_of_workspace');
      expect(plan).not.toContain('USE TEMP B-TREE FOR ORDER BY');
    }
  });

  it('finds what it tests of each run by the key of the run', async () => {
    const plan = await planOf(
      'experiment',
      "metrics.loss < 3 AND params.a = 'x' AND tags.b LIKE 'y%' AND datasets.name = 'd'",
      ''
    );
    for (const table of ['run_metrics', 'run_params', 'run_tags', 'run_datasets']) {
      expect(plan).toMatch(new RegExp(`sqlite_autoindex_${table}_1 \\(run_id=\\?`));
    }
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
  });

  it('finds the runs that are waited for in an index alone', async () => {
    const plan = await planWith(queries => createRunStore(queries).running());
    expect(plan).toContain('USING COVERING INDEX runs_by_silence (status=?');
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
    ['summaries', q => createSeriesStore(q).summariesOf('w', MANY_RUNS, MANY_KEYS), /run_metrics/],
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

describe('the trash', () => {
  const filter = { workspaceId: 'w' };
  const scope = { workspaceId: 'w', before: 5 };

  it.each<[string, (queries: Queries) => Promise<unknown>, string]>([
    ['runs', q => createRunTrashStore(q, 'sqlite').list(filter, 10, [5, 'x']), 'runs_in_trash'],
    ['runs to purge', q => createRunTrashStore(q, 'sqlite').claim(scope, 10), 'runs_in_trash'],
    [
      'experiments',
      q => createExperimentTrashStore(q, 'sqlite').list(filter, 10, [5, 'x']),
      'experiments_in_trash'
    ],
    [
      'experiments to purge',
      q => createExperimentTrashStore(q, 'sqlite').claim(scope),
      'experiments_in_trash'
    ]
  ])('finds %s in an index of what was deleted', async (_, run, index) => {
    const plan = await planWith(run);
    expect(plan).toContain(`INDEX ${index} (workspace_id=?`);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });

  it('finds what refers to a content by its hash', async () => {
    const plan = await planWith(queries => artifactReferences.referred(queries, ['a', 'b'], scope));
    expect(plan).toContain('INDEX run_artifacts_by_content (sha256=?)');
    expect(plan).not.toMatch(/SCAN/);
  });
});
