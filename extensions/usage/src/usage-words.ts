import type { HeldAmounts, RateCard, UsageSubject, ValidRateCard } from '@atelier-ml/api';
import { formatBytes, formatNumber, formatTime } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

export type Part = keyof HeldAmounts;

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Everybody who has no quota of their own. */
export const EVERYBODY = '*';

export const partLabels = (trans: TranslationBundle): Record<Part, string> => ({
  cpus: trans.__('Processors'),
  memoryMb: trans.__('Memory'),
  gpus: trans.__('GPUs'),
  diskGb: trans.__('Disk'),
  instances: trans.__('Instances'),
  nodes: trans.__('Nodes')
});
export const PARTS: readonly Part[] = ['cpus', 'memoryMb', 'gpus', 'diskGb', 'instances', 'nodes'];

/** 4096 MiB → `4 GiB`. */
export function formatPart(part: Part, amount: number): string {
  switch (part) {
    case 'memoryMb':
      return formatBytes(amount * MIB);
    case 'diskGb':
      return formatBytes(amount * GIB);
    default:
      return formatNumber(amount, 3);
  }
}

export interface Meter {
  part: Part;
  /** Of the quota; null: there is none. */
  share: number | null;
  text: string;
}

/** Whom people know by a name of their own: also what a quota names. */
export const userLabel = ({ name, subject }: Pick<UsageSubject, 'name' | 'subject'>): string =>
  name === subject ? name : `${name} (${subject})`;

/** What is limited, and what is held without a limit. */
export function metersOf({ limits, used }: UsageSubject): Meter[] {
  return PARTS.flatMap((part): Meter[] => {
    const [limit, amount] = [limits?.[part] ?? null, used[part]];
    if (limit !== null) {
      const share = limit > 0 ? amount / limit : amount > 0 ? 1 : 0;
      return [{ part, share, text: `${formatPart(part, amount)} / ${formatPart(part, limit)}` }];
    }
    return amount > 0 ? [{ part, share: null, text: formatPart(part, amount) }] : [];
  });
}

/** What this machine has; those who hold more of it together share it. */
export interface Machine {
  cpus: number;
  memoryMb: number;
}

/** What all workspaces hold of processors and memory, beside what the machine has. */
export function givenOut(
  subjects: readonly UsageSubject[],
  machine: Machine,
  trans: TranslationBundle
): string {
  const of = (part: keyof Machine): string[] => {
    const held = subjects.filter(({ scope }) => scope === 'workspace');
    const sum = held.reduce((total, { used }) => total + used[part], 0);
    return [formatPart(part, sum), formatPart(part, machine[part])];
  };
  return trans.__(
    'All together: %1 processors and %2, also on attached compute. This machine has %3 processors and %4, which its instances and nodes share.',
    ...[of('cpus')[0], of('memoryMb')[0], of('cpus')[1], of('memoryMb')[1]]
  );
}

interface Rate {
  label: string;
  unit: string;
  help?: string;
}

/** The entries of a rate card, in the order in which they are read. */
export function rateLabels(
  trans: TranslationBundle,
  currency: string
): Record<Exclude<keyof RateCard, 'currency'>, Rate> {
  const hourly = trans.__('%1 an hour', currency);
  return {
    pricePerCpuHour: { label: trans.__('A processor'), unit: hourly },
    pricePerMemoryGibHour: { label: trans.__('A GiB of memory'), unit: hourly },
    pricePerGpuHour: { label: trans.__('A GPU'), unit: hourly },
    pricePerDiskGibMonth: {
      label: trans.__('A GiB of disk'),
      unit: trans.__('%1 a month', currency)
    },
    pricePerKwh: {
      label: trans.__('Electricity'),
      unit: trans.__('%1 a kWh', currency),
      help: trans.__('0 where the other prices hold it already.')
    },
    wattsPerBusyCpu: { label: trans.__('A processor at work'), unit: 'W' },
    wattsPerIdleCpu: { label: trans.__('A processor that rests'), unit: 'W' },
    wattsPerMemoryGib: { label: trans.__('A GiB of memory (power)'), unit: 'W' },
    wattsPerGpu: {
      label: trans.__('A GPU (power)'),
      unit: 'W',
      help: trans.__('Where it does not tell what it takes.')
    },
    powerUsageEffectiveness: {
      label: trans.__('PUE'),
      unit: '',
      help: trans.__('What all takes, cooling included, for each watt of computing.')
    },
    carbonGramsPerKwh: { label: trans.__('Carbon of the grid'), unit: trans.__('gCO₂e a kWh') }
  };
}

/**
 * @param from the beginning of the time whose costs are shown
 * @returns what is to be said of costs that come of built-in rates; null: they all come of cards that were set
 */
export function estimateNote(
  cards: readonly ValidRateCard[],
  from: number,
  trans: TranslationBundle
): string | null {
  const own = cards.filter(card => !card.isEstimate).map(card => card.validFrom);
  if (!own.length) {
    return trans.__('Estimates, with guessed prices: no rate card of your own is set yet.');
  }
  const first = Math.min(...own);
  return first > from
    ? trans.__('Until %1 estimates, with guessed prices: no rate card was set.', formatTime(first))
    : null;
}
