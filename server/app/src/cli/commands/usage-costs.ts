import { ESTIMATED_RATES } from '@atelier-ml/api';
import type { RateCard, SpentBy, UsageHistory, ValidRateCard } from '@atelier-ml/api';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatTime } from '../table.ts';

type Bucket = UsageHistory['buckets'][number];

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const spentColumns = {
  'processor hours': (row: Bucket | SpentBy) => rounded(row.consumption.cpuHours, 3),
  'memory (GiB h)': (row: Bucket | SpentBy) => rounded(row.consumption.memoryGibHours, 3),
  'gpu hours': (row: Bucket | SpentBy) => rounded(row.consumption.gpuHours, 3),
  'energy (kWh)': (row: Bucket | SpentBy) => rounded(row.expense.energyKwh, 4),
  'carbon (gCO2e)': (row: Bucket | SpentBy) => rounded(row.expense.carbonGrams, 1),
  cost: (row: Bucket | SpentBy) => `${rounded(row.expense.cost, 4)} ${row.expense.currency}`
};
const bucketColumns = { from: (row: Bucket) => formatTime(row.at), ...spentColumns };
const spenderColumns = {
  kind: (row: SpentBy) => row.kind,
  name: (row: SpentBy) => row.name,
  user: (row: SpentBy) => row.user ?? '',
  ...spentColumns
};

/** The options of `set-rates`: one for each entry of the card. */
const RATES = Object.keys(ESTIMATED_RATES) as (keyof RateCard)[];
const flagOf = (name: string): string =>
  name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
const rateColumns = {
  rate: (row: { name: keyof RateCard }) => row.name,
  value: (row: { value: string | number }) => row.value
};

function timeOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError(
      'Give a date or a time, such as 2026-11-01 or 2026-11-01T08:00Z.'
    );
  }
  return at;
}

interface HistoryOptions {
  from?: number;
  to?: number;
  every?: 'hour' | 'day';
  in?: string;
  user?: string;
  of?: string;
  each?: boolean;
}

/** What was held over time, and what it costs. */
export function registerCosts(usage: Command, { action, client, print }: CliContext): void {
  usage
    .command('history')
    .description('list what was held over time, with cost, energy and carbon')
    .option('--from <time>', 'from when on; the last 7 days, if left out', timeOf)
    .option('--to <time>', 'until when', timeOf)
    .addOption(new Option('--every <hour|day>', 'how long each row is').choices(['hour', 'day']))
    .option('--in <workspace>', 'in that workspace alone')
    .option('--user <user>', 'of that user alone')
    .option('--of <id>', 'of one instance, cluster with its jobs, or job')
    .option('--each', 'a row for each instance, cluster and job, the most expensive first')
    .action(
      action(async (options: HistoryOptions) => {
        const { each, every = 'day', from, in: workspace, of: subject, to, user } = options;
        const query = { from, to, every, workspace, user, subject };
        const found = await (await client()).usage.history({ query });
        if (each) {
          print(found, { rows: found.items, columns: spenderColumns });
        } else {
          print(found, { rows: found.buckets, columns: bucketColumns });
        }
      })
    );
  usage
    .command('rates')
    .description('show the rate card: prices, watts, carbon')
    .action(
      action(async () => {
        const found = await (await client()).usage.rates.list();
        print(found, { rows: rowsOf(found.current), columns: rateColumns });
      })
    );
  const setRates = usage
    .command('set-rates')
    .description('set the rate card from a time on; what is not named stays as it is')
    .option('--valid-from <time>', 'from when on; now, if left out', timeOf);
  for (const name of RATES) {
    setRates.option(`--${flagOf(name)} <value>`, `${ESTIMATED_RATES[name]}, unless set`);
  }
  setRates.action(
    action(async ({ validFrom, ...given }: Record<string, string> & { validFrom?: number }) => {
      const body = Object.fromEntries(
        Object.entries(given).map(([name, text]) => [
          name,
          name === 'currency' ? text : Number(text)
        ])
      );
      print(await (await client()).usage.rates.set({ body: { ...body, validFrom } }));
    })
  );
}

function rowsOf(card: ValidRateCard) {
  const since = card.isEstimate
    ? 'built-in estimates: set your own with `atelier usage set-rates`'
    : `${formatTime(card.validFrom)}, set by ${card.setBy}`;
  return [
    ...RATES.map(name => ({ name: name as string, value: card[name] })),
    { name: 'since', value: since }
  ] as { name: keyof RateCard; value: string | number }[];
}
