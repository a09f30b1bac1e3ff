import { AtelierError, runSearch, toMetricValue } from '@atelier-ml/api';
import type { RunGroup, RunQuery } from '@atelier-ml/api';
import type { Database } from '../../../drivers/database/index.ts';
import type { User } from '../../../http/index.ts';
import { createGroupStore } from './groups.store.ts';
import type { GroupMetricRow } from './groups.store.ts';
import { createKeyStore } from './keys.store.ts';
import type { NamedKey } from './keys.store.ts';
import { readOrder } from './requests.ts';
import type { RunFinder } from './search.service.ts';

interface KeysQuery {
  experiments?: string[];
  prefix: string;
  limit: number;
}

interface GroupsQuery extends RunQuery {
  by: string[];
  metrics: string[];
  limit: number;
}

export type RunSummaries = ReturnType<typeof createRunSummaries>;

/** What many runs have in common: names and groups. */
export function createRunSummaries({ kind, reads }: Database, finder: RunFinder) {
  const groupStore = createGroupStore(reads, kind);
  const keyStore = createKeyStore(reads, kind);
  return {
    async keys(workspace: string, { experiments, limit, prefix }: KeysQuery, user: User) {
      const scope = await finder.scopeOf(workspace, experiments, user);
      const names = ({ key }: NamedKey) => ({ key });
      return {
        metrics: await keyStore.list('metric', scope, prefix, limit),
        params: (await keyStore.list('param', scope, prefix, limit)).map(names),
        tags: (await keyStore.list('tag', scope, prefix, limit)).map(names)
      };
    },

    async groups(
      workspace: string,
      query: GroupsQuery,
      user: User
    ): Promise<{ groups: RunGroup[]; truncated: boolean }> {
      const by = readOrder(query.by, runSearch, 'body.by').map(({ field }) => field);
      by.forEach(({ kind: of }, index) => {
        if (of === 'metric') {
          throw new AtelierError('invalid-input', 'Runs are not grouped by a metric.', {
            remedy: 'Group by a param, a tag or an attribute.',
            fields: [{ path: `body.by.${index}`, message: 'is a metric' }]
          });
        }
      });
      const search = await finder.read(workspace, query, user);
      const [found, rows] = await Promise.all([
        groupStore.groups(search, by, query.limit + 1),
        query.metrics.length ? groupStore.metrics(search, by, query.metrics) : []
      ]);
      const figures = Map.groupBy(rows, row => JSON.stringify(row.values));
      const groups = found.slice(0, query.limit).map(({ runs, values }) => ({
        values,
        runs,
        metrics: Object.fromEntries(
          (figures.get(JSON.stringify(values)) ?? []).map(row => [row.key, presentFigures(row)])
        )
      }));
      return { groups, truncated: found.length > query.limit };
    }
  };
}

/** A figure that is missing though there are values is no number: infinities cancel each other. */
function presentFigures({ count, deviation, maximum, mean, minimum }: GroupMetricRow) {
  return {
    count,
    mean: toMetricValue(mean ?? NaN),
    deviation: count < 2 ? null : toMetricValue(deviation ?? NaN),
    minimum: toMetricValue(minimum ?? NaN),
    maximum: toMetricValue(maximum ?? NaN)
  };
}
