import { AtelierError, EVERYBODY, QuotaLimits } from '@atelier-ml/api';
import type { Holding, QuotaScope } from '@atelier-ml/api';
import type { QuotaRow } from './quotas.store.ts';
import { PARTS, subjectOf, sumOf } from './holdings.ts';
import type { Part } from './holdings.ts';

/** Holders that a refusal names. */
const NAMED = 5;

export const limitsOf = (row: QuotaRow): QuotaLimits =>
  QuotaLimits.parse(JSON.parse(row.limits) as unknown);

/** The quota that counts: its own, else that of each who has none. */
export function quotaFor(
  rows: readonly QuotaRow[],
  scope: QuotaScope,
  subject: string
): QuotaRow | undefined {
  const of = (name: string) => rows.find(row => row.scope === scope && row.subject === name);
  return of(subject) ?? of(EVERYBODY);
}

export interface QuotaQuestion {
  rows: readonly QuotaRow[];
  /** All that is held now, also what is wanted as far as it is held already. */
  held: readonly Holding[];
  /** How these are to be from now on. */
  wanted: readonly Holding[];
  scopes: readonly QuotaScope[];
  /** For people. */
  nameOf(scope: QuotaScope, subject: string): string;
}

/**
 * Whether quotas leave room for what is wanted. Only what grows is looked at: who is beyond a quota
 * that was lowered may still shrink. @throws AtelierError `quota-exceeded`
 */
export function checkQuotas({ held, nameOf, rows, scopes, wanted }: QuotaQuestion): void {
  const ids = new Set(wanted.map(({ id }) => id));
  for (const scope of scopes) {
    for (const subject of new Set(wanted.map(each => subjectOf(each, scope)))) {
      const quota = subject === null ? undefined : quotaFor(rows, scope, subject);
      if (subject === null || !quota) {
        continue;
      }
      const its = (each: Holding): boolean => subjectOf(each, scope) === subject;
      const [others, asked] = [
        held.filter(each => its(each) && !ids.has(each.id)),
        wanted.filter(its)
      ];
      const before = sumOf(held.filter(each => its(each) && ids.has(each.id)));
      const [used, after] = [sumOf(others), sumOf(asked)];
      const limits = limitsOf(quota);
      for (const part of PARTS) {
        const limit = limits[part];
        if (limit !== null && after[part] > before[part] && used[part] + after[part] > limit) {
          refuse({ part, limit, others, asked, whose: nameOf(scope, subject) });
        }
      }
    }
  }
}

interface Refused {
  part: Part;
  limit: number;
  others: Holding[];
  asked: Holding[];
  whose: string;
}

const round = (amount: number): string => String(Math.round(amount * 10) / 10);

const counted = (amount: number, one: string, many: string): string =>
  `${round(amount)} ${amount === 1 ? one : many}`;

const WORDS: Record<Part, (amount: number) => string> = {
  instances: amount => counted(amount, 'running instance', 'running instances'),
  nodes: amount => counted(amount, 'node', 'nodes'),
  cpus: amount => counted(amount, 'processor', 'processors'),
  memoryMb: amount => `${round(amount)} MiB of memory`,
  gpus: amount => counted(amount, 'GPU', 'GPUs'),
  diskGb: amount => `${round(amount)} GiB of disk`
};

/** The field of a request that such a refusal is about. */
const FIELDS: Partial<Record<Part, string>> = {
  cpus: 'body.size.cpus',
  memoryMb: 'body.size.memoryMb',
  gpus: 'body.size.gpus',
  diskGb: 'body.size.diskGb'
};

const nameOfHolding = ({ kind, name }: Holding): string =>
  kind === 'instance' ? `“${name}”` : `the cluster “${name}”`;

function refuse({ asked, limit, others, part, whose }: Refused): never {
  const used = sumOf(others)[part];
  const need = sumOf(asked)[part];
  const [first] = asked;
  const isWhole = asked.some(each => (each.unlimited as Part[]).includes(part));
  const whole = isWhole ? ' It has no limit of its own there, and counts for the machine.' : '';
  const message =
    `The quota of ${whose} allows ${WORDS[part](limit)}: ${round(used)} in use` +
    `${holdersOf(others, part)}, and ${nameOfHolding(first!)} needs ${round(need)}.${whole}`;
  const field = first!.kind === 'instance' ? FIELDS[part] : undefined;
  const left = Math.max(0, limit - used);
  throw new AtelierError('quota-exceeded', message, {
    remedy:
      'Stop or shrink what you do not need, ask for less, or have the quota raised ' +
      '(`atelier usage set-quota`).',
    ...(field && { fields: [{ path: field, message: `can be at most ${round(left)}` }] })
  });
}

/** Who has how much of it, those with the most first. */
function holdersOf(others: Holding[], part: Part): string {
  const shares = new Map<string, number>();
  for (const each of others.filter(({ amounts }) => amounts[part] > 0)) {
    const name = nameOfHolding(each);
    shares.set(name, (shares.get(name) ?? 0) + each.amounts[part]);
  }
  const sorted = [...shares].sort(([, a], [, b]) => b - a);
  const named = sorted.slice(0, NAMED).map(([name, amount]) => `${name} ${round(amount)}`);
  const more = sorted.length > NAMED ? `, and ${sorted.length - NAMED} more` : '';
  return named.length ? ` (${named.join(', ')}${more})` : '';
}
