import { runSearch } from '@atelier-ml/api';
import type { Run, RunParts, RunQuery, RunStatus, View } from '@atelier-ml/api';
import type { Database } from '../../../drivers/database/index.ts';
import type { User } from '../../../http/index.ts';
import type { Workspaces } from '../../workspaces/index.ts';
import type { Experiments } from '../experiments.service.ts';
import { createRunPresenter } from '../run-presenter.ts';
import { createRunStore } from '../runs.store.ts';
import { fingerprintOf, readCursor, readFilter, readOrder, writeCursor } from './requests.ts';
import { createRunCountStore } from './run-count.store.ts';
import { createRunSearchStore } from './run-search.store.ts';
import type { RunSearch } from './run-search.ts';
import { createTotals } from './totals.ts';
import type { Total } from './totals.ts';

export interface RunSearchOptions {
  database: Database;
  workspaces: Workspaces;
  experiments: Experiments;
}

interface Page {
  limit: number;
  cursor?: string;
  offset?: number;
  only?: RunParts;
}

interface ListQuery extends Page {
  experiment?: string;
  status?: RunStatus;
  filter?: string;
  orderBy?: string;
  search?: string;
  view: View;
}

interface SearchQuery extends RunQuery, Page {
  orderBy: string[];
}

export type RunFinder = ReturnType<typeof createRunFinder>;

/** Finds runs: what lists, groups and bulk changes have in common. */
export function createRunFinder({ database, experiments, workspaces }: RunSearchOptions) {
  const store = createRunSearchStore(database.reads, database.kind);
  const presenter = createRunPresenter(database.reads);
  const totals = createTotals(createRunCountStore(database.reads, database.kind));

  async function scopeOf(workspace: string, references: string[] | undefined, user: User) {
    const { id: workspaceId } = await workspaces.resolve(workspace, user);
    const ids: string[] = [];
    for (const reference of references ?? []) {
      ids.push(await experiments.resolve(workspaceId, reference));
    }
    return { workspaceId, experimentIds: references && [...new Set(ids)] };
  }

  /** @throws AtelierError `invalid-input`, `not-found` */
  async function read(workspace: string, query: RunQuery, user: User, path = 'body.filter') {
    const filter = readFilter(query.filter, runSearch, path);
    const scope = await scopeOf(workspace, query.experiments, user);
    const { search, view } = query;
    return { ...scope, filter, order: [], search, view } satisfies RunSearch;
  }

  async function find(search: RunSearch, { cursor, limit, offset, only }: Page) {
    const after = cursor === undefined ? undefined : readCursor(search, cursor);
    const found = await store.find(search, limit + 1, after, offset);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      items: await presenter.all(
        page.map(({ row }) => row),
        only
      ),
      nextCursor: last && writeCursor(search, last.place)
    };
  }

  async function page(
    search: RunSearch,
    query: Page
  ): Promise<{ items: Run[]; nextCursor?: string } & Total> {
    const { items, nextCursor } = await find(search, query);
    const known =
      (query.cursor === undefined && items.length > 0 ? (query.offset ?? 0) : 0) +
      items.length +
      (nextCursor === undefined ? 0 : 1);
    return { items, nextCursor, ...(await totals.of(search, fingerprintOf(search), known)) };
  }

  return {
    read,
    /** A page without a total. @throws AtelierError `invalid-input` for a cursor of another search */
    find,
    async list(workspace: string, query: ListQuery, user: User) {
      const { experiment, orderBy, status } = query;
      const where = { ...query, experiments: experiment === undefined ? undefined : [experiment] };
      const search = await read(workspace, where, user, 'query.filter');
      const order = orderBy ? readOrder([orderBy], runSearch, 'query.orderBy') : [];
      const filter = status === undefined ? search.filter : withStatus(search.filter, status);
      return page({ ...search, filter, order }, query);
    },
    async search(workspace: string, query: SearchQuery, user: User) {
      const order = readOrder(query.orderBy, runSearch, 'body.orderBy');
      return page({ ...(await read(workspace, query, user)), order }, query);
    },
    async ids(workspace: string, ids: string[], user: User): Promise<{ items: Run[] }> {
      const { id } = await workspaces.resolve(workspace, user);
      const rows = await createRunStore(database.reads).findMany(id, ids);
      const byId = new Map((await presenter.all(rows)).map(run => [run.id, run]));
      return { items: [...new Set(ids)].flatMap(wanted => byId.get(wanted) ?? []) };
    },
    /** Ids of all runs that a query finds now. */
    idsOf: (search: RunSearch): Promise<string[]> => store.ids(search),
    scopeOf
  };
}

function withStatus(filter: RunSearch['filter'], status: RunStatus): RunSearch['filter'] {
  const own = {
    type: 'comparison',
    field: { kind: 'attribute', key: 'status' },
    operator: '=',
    value: status,
    at: { offset: 0, length: 0 }
  } as const;
  return { type: 'and', items: [filter, own] };
}
