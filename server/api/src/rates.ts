import { z } from 'zod';
import { route } from './route.ts';
import { Id, Timestamp } from './values.ts';

const price = z.number().min(0).max(1_000_000);
const watts = z.number().min(0).max(100_000);

/** What the machine costs, and what it takes from the grid. */
export const RateCard = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR')
    .describe('ISO 4217'),
  pricePerCpuHour: price.describe('of a processor that is reserved'),
  pricePerMemoryGibHour: price,
  pricePerGpuHour: price,
  pricePerDiskGibMonth: price.describe('a month has 730 hours'),
  pricePerKwh: price.describe('of electricity; 0 where the other prices hold it already'),
  wattsPerBusyCpu: watts.describe('while a processor works'),
  wattsPerIdleCpu: watts.describe('while it is reserved and does not work'),
  wattsPerMemoryGib: watts,
  wattsPerGpu: watts.describe('where the GPU does not tell what it takes'),
  powerUsageEffectiveness: z
    .number()
    .min(1)
    .max(10)
    .describe('PUE: what all takes, cooling included, for each watt of computing'),
  carbonGramsPerKwh: z.number().min(0).max(5_000).describe('gCO2e a kWh of the grid')
});
export type RateCard = z.infer<typeof RateCard>;

export const ValidRateCard = RateCard.extend({
  id: Id.nullable().describe('null: built in'),
  isEstimate: z.boolean().describe('true: built in; it knows nothing of your machine'),
  validFrom: Timestamp,
  setAt: Timestamp.nullable(),
  setBy: z.string().nullable()
});
export type ValidRateCard = z.infer<typeof ValidRateCard>;

/**
 * What counts until somebody sets a rate card: estimates that know nothing of your machine. Watts of a
 * processor, of memory and of a GPU, the carbon intensity (world average) and the PUE of a machine outside
 * of a data centre are those of Green Algorithms (Lannelongue, Grealey, Inouye: Green Algorithms:
 * Quantifying the Carbon Footprint of Computation, Advanced Science 2021, doi:10.1002/advs.202100707).
 * The prices are a guess at what a machine of one's own costs; that of electricity is one of a European
 * household.
 */
export const ESTIMATED_RATES: RateCard = {
  currency: 'EUR',
  pricePerCpuHour: 0.01,
  pricePerMemoryGibHour: 0.002,
  pricePerGpuHour: 0.5,
  pricePerDiskGibMonth: 0.02,
  pricePerKwh: 0.3,
  wattsPerBusyCpu: 12,
  wattsPerIdleCpu: 2,
  wattsPerMemoryGib: 0.4,
  wattsPerGpu: 200,
  powerUsageEffectiveness: 1,
  carbonGramsPerKwh: 475
};

const hours = z.number().nonnegative();

/** What was held, and how much of it worked. */
export const Consumption = z.object({
  cpuHours: hours.describe('reserved'),
  busyCpuHours: hours.describe('processor time; may exceed what was reserved'),
  memoryGibHours: hours,
  gpuHours: hours,
  measuredGpuHours: hours.describe('of the above, those whose power the GPU has told'),
  measuredGpuKwh: hours.describe('what they took in those'),
  diskGibHours: hours
});
export type Consumption = z.infer<typeof Consumption>;

/** What something costs by the rate card. */
export const Expense = z.object({
  currency: z.string(),
  cost: z.number().nonnegative().describe('with electricity'),
  energyKwh: z.number().nonnegative(),
  carbonGrams: z.number().nonnegative().describe('gCO2e')
});
export type Expense = z.infer<typeof Expense>;

/** Hours of a month, 365 days / 12. */
const MONTH_HOURS = 730;

export const NO_CONSUMPTION: Consumption = {
  cpuHours: 0,
  busyCpuHours: 0,
  memoryGibHours: 0,
  gpuHours: 0,
  measuredGpuHours: 0,
  measuredGpuKwh: 0,
  diskGibHours: 0
};

/**
 * Energy in kWh: power × time × PUE, as Green Algorithms (doi:10.1002/advs.202100707) and CodeCarbon
 * reckon. A processor takes its busy power for the processor time, and its idle power for the rest of the
 * time for which it was reserved; memory takes power by its size whether it is used or not; a GPU what it
 * has told, else a fixed power.
 */
export function energyKwhOf(used: Consumption, rates: RateCard): number {
  const idleCpuHours = Math.max(0, used.cpuHours - used.busyCpuHours);
  const wattHours =
    used.busyCpuHours * rates.wattsPerBusyCpu +
    idleCpuHours * rates.wattsPerIdleCpu +
    used.memoryGibHours * rates.wattsPerMemoryGib +
    Math.max(0, used.gpuHours - used.measuredGpuHours) * rates.wattsPerGpu;
  return (wattHours / 1_000 + used.measuredGpuKwh) * rates.powerUsageEffectiveness;
}

/**
 * Cost: what was reserved times its price, and the energy times the price of electricity. Carbon: energy
 * times the carbon intensity of the grid (CO2e = E × CI, doi:10.1002/advs.202100707).
 */
export function expenseOf(used: Consumption, rates: RateCard): Expense {
  const energyKwh = energyKwhOf(used, rates);
  return {
    currency: rates.currency,
    cost:
      used.cpuHours * rates.pricePerCpuHour +
      used.memoryGibHours * rates.pricePerMemoryGibHour +
      used.gpuHours * rates.pricePerGpuHour +
      (used.diskGibHours / MONTH_HOURS) * rates.pricePerDiskGibMonth +
      energyKwh * rates.pricePerKwh,
    energyKwh,
    carbonGrams: energyKwh * rates.carbonGramsPerKwh
  };
}

/** The sum of what is in the same currency. */
export function sumOfExpenses(expenses: readonly Expense[], currency: string): Expense {
  const sum = (part: 'cost' | 'energyKwh' | 'carbonGrams'): number =>
    expenses.reduce((total, each) => total + each[part], 0);
  return {
    currency,
    cost: sum('cost'),
    energyKwh: sum('energyKwh'),
    carbonGrams: sum('carbonGrams')
  };
}

export function sumOfConsumption(parts: readonly Consumption[]): Consumption {
  const sum = (part: keyof Consumption): number =>
    parts.reduce((total, each) => total + each[part], 0);
  return {
    cpuHours: sum('cpuHours'),
    busyCpuHours: sum('busyCpuHours'),
    memoryGibHours: sum('memoryGibHours'),
    gpuHours: sum('gpuHours'),
    measuredGpuHours: sum('measuredGpuHours'),
    measuredGpuKwh: sum('measuredGpuKwh'),
    diskGibHours: sum('diskGibHours')
  };
}

/** The routes of `usage` that tell of and set rate cards. */
export const rates = {
  list: route({
    method: 'GET',
    path: '/api/usage/rates',
    summary: 'List the rate cards, the newest first; the built-in one is the last',
    response: z.object({ current: ValidRateCard, items: z.array(ValidRateCard) })
  }),
  set: route({
    method: 'POST',
    path: '/api/usage/rates',
    summary: 'Set the rate card from a time on; what is left out stays as it is then',
    status: 201,
    body: RateCard.partial().extend({
      validFrom: Timestamp.optional().describe('now, if left out')
    }),
    response: ValidRateCard
  })
};
