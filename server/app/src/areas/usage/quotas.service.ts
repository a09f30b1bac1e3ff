import { AtelierError, EVERYBODY, QuotaScope } from '@atelier-ml/api';
import type { Holding, Quota, QuotaLimits, UsageSubject } from '@atelier-ml/api';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { usageChange } from './changes.ts';
import { subjectOf, sumOf } from './holdings.ts';
import type { HoldingSource, Rooms } from './holdings.ts';
import { checkQuotas, limitsOf, quotaFor } from './quota-check.ts';
import { createQuotaStore } from './quotas.store.ts';
import type { QuotaRow } from './quotas.store.ts';

export interface QuotasOptions {
  changes: Changes;
  clock: Clock;
  database: Database;
  workspaces: Workspaces;
  /** What the machines behind the drivers have. */
  rooms(): Promise<Rooms>;
}

export interface QuotaPlace {
  scope: QuotaScope;
  subject: string;
}

export type Quotas = ReturnType<typeof createQuotas>;

/** What users and workspaces hold, and how much of it they may. */
export function createQuotas({ changes, clock, database, rooms, workspaces }: QuotasOptions) {
  const sources: HoldingSource[] = [];
  const store = createQuotaStore(database.queries);

  async function heldIn(queries: Queries, known: Rooms): Promise<Holding[]> {
    const found: Holding[] = [];
    for (const source of sources) {
      found.push(...(await source(queries, known)));
    }
    return found;
  }

  async function namesIn(queries: Queries) {
    const names = await createQuotaStore(queries).workspaceNames();
    return (scope: QuotaScope, subject: string): string =>
      scope === 'user' ? subject : (names.get(subject) ?? subject);
  }

  async function check(
    queries: Queries,
    known: Rooms,
    wanted: Holding[],
    scopes: readonly QuotaScope[] = QuotaScope.options
  ): Promise<void> {
    const within = createQuotaStore(queries);
    const rows = await within.all();
    if (rows.length) {
      const names = await namesIn(queries);
      const nameOf = (scope: QuotaScope, subject: string): string =>
        scope === 'user'
          ? (userNameIn(wanted, subject) ?? subject)
          : `the workspace “${names(scope, subject)}”`;
      checkQuotas({ rows, held: await heldIn(queries, known), wanted, scopes, nameOf });
    }
  }

  async function placeOf({ scope, subject }: QuotaPlace, user: User): Promise<QuotaPlace> {
    return scope === 'user' || subject === EVERYBODY
      ? { scope, subject }
      : { scope, subject: (await workspaces.resolve(subject, user)).id };
  }

  const present = (row: QuotaRow, name: string): Quota => ({
    ...{ scope: row.scope, subject: row.subject, name, limits: limitsOf(row) },
    ...{ updatedAt: row.updated_at, updatedBy: row.updated_by }
  });

  return {
    /** Areas say what they hold. */
    addHoldings: (source: HoldingSource): void => void sources.push(source),
    rooms,
    /** Whether there is room now; it may be gone a moment later. @throws `quota-exceeded` */
    async check(
      wanted: (known: Rooms) => Holding[],
      scopes?: readonly QuotaScope[]
    ): Promise<void> {
      const known = await rooms();
      await check(database.queries, known, wanted(known), scopes);
    },
    /**
     * Within the transaction in which something starts or grows: nobody else does so meanwhile.
     * @param known what `rooms` has answered before the transaction
     * @param wanted asked when nobody else can change anything
     * @throws AtelierError `quota-exceeded`
     */
    async claim(
      queries: Queries,
      known: Rooms,
      wanted: () => Promise<Holding[]> | Holding[]
    ): Promise<void> {
      await createQuotaStore(queries).takeTurn(clock());
      await check(queries, known, await wanted());
    },
    /** All that is held now. */
    held: async (): Promise<Holding[]> => heldIn(database.queries, await rooms()),
    async usage() {
      const known = await rooms();
      const held = await heldIn(database.queries, known);
      const rows = await store.all();
      const nameOf = await namesIn(database.queries);
      const workspacesThere = await store.workspaceNames();
      const isThere = (scope: QuotaScope, subject: string): boolean =>
        scope === 'user' ? subject !== EVERYBODY : workspacesThere.has(subject);
      const subjects = (scope: QuotaScope): UsageSubject[] => {
        const holders = held.map(each => subjectOf(each, scope)).filter(each => each !== null);
        const set = rows.filter(row => row.scope === scope).map(row => row.subject);
        const all = new Set([...holders, ...set.filter(each => isThere(scope, each))]);
        return [...all].map(subject => {
          const quota = quotaFor(rows, scope, subject);
          const holdings = held.filter(each => subjectOf(each, scope) === subject);
          return {
            ...{ scope, subject, used: sumOf(holdings), holdings },
            name: (scope === 'user' && userNameIn(holdings, subject)) || nameOf(scope, subject),
            limits: quota ? limitsOf(quota) : null,
            isOwn: quota?.subject === subject
          };
        });
      };
      const byName = (a: UsageSubject, b: UsageSubject): number => a.name.localeCompare(b.name);
      const { cpus, memoryMb } = known.process;
      return {
        items: [...subjects('workspace').sort(byName), ...subjects('user').sort(byName)],
        machine: { cpus, memoryMb }
      };
    },
    async list(): Promise<{ items: Quota[] }> {
      const nameOf = await namesIn(database.queries);
      const rows = await store.all();
      return { items: rows.map(row => present(row, nameOf(row.scope, row.subject))) };
    },
    async set(place: QuotaPlace, limits: QuotaLimits, user: User): Promise<Quota> {
      const row: QuotaRow = {
        ...(await placeOf(place, user)),
        limits: JSON.stringify(limits),
        updated_at: clock(),
        updated_by: user.name || user.username
      };
      await changes.commit(async (queries, announce) => {
        await createQuotaStore(queries).put(row);
        announce(usageChange(row.subject));
      });
      return present(row, (await namesIn(database.queries))(row.scope, row.subject));
    },
    async delete(place: QuotaPlace, user: User): Promise<void> {
      const { scope, subject } = await placeOf(place, user);
      await changes.commit(async (queries, announce) => {
        if (!(await createQuotaStore(queries).delete(scope, subject))) {
          throw new AtelierError('not-found', `There is no quota of its own for “${subject}”.`, {
            remedy: 'Look at `atelier usage quotas`.'
          });
        }
        announce(usageChange(subject));
      });
    }
  };
}

const userNameIn = (holdings: readonly Holding[], user: string): string | null | undefined =>
  holdings.find(each => each.user === user)?.userName;
