import { ESTIMATED_RATES, energyKwhOf, expenseOf, NO_CONSUMPTION, sumOfExpenses } from './rates.ts';

const rates = {
  ...ESTIMATED_RATES,
  pricePerCpuHour: 0.04,
  pricePerMemoryGibHour: 0.005,
  pricePerGpuHour: 2,
  pricePerDiskGibMonth: 0.1,
  pricePerKwh: 0.25,
  wattsPerBusyCpu: 10,
  wattsPerIdleCpu: 3,
  wattsPerMemoryGib: 0.5,
  wattsPerGpu: 300,
  powerUsageEffectiveness: 1.5,
  carbonGramsPerKwh: 400
};

describe('a rate card', () => {
  it('takes busy power for processor time, idle power for the rest, and adds the PUE', () => {
    const used = { ...NO_CONSUMPTION, cpuHours: 4, busyCpuHours: 1, memoryGibHours: 8 };
    // (1 × 10 W + 3 × 3 W + 8 × 0.5 W) × 1 h × 1.5
    expect(energyKwhOf(used, rates)).toBeCloseTo(0.0345, 10);
  });

  it('counts what a GPU has told, and a fixed power for the time in which it told nothing', () => {
    const used = { ...NO_CONSUMPTION, gpuHours: 3, measuredGpuHours: 2, measuredGpuKwh: 0.4 };
    expect(energyKwhOf(used, rates)).toBeCloseTo((0.4 + 0.3) * 1.5, 10);
  });

  it('has no negative idle time where more worked than was reserved', () => {
    const used = { ...NO_CONSUMPTION, cpuHours: 1, busyCpuHours: 2 };
    expect(energyKwhOf(used, rates)).toBeCloseTo(0.03, 10);
  });

  it('charges what was reserved, and the electricity', () => {
    const used = {
      ...{ cpuHours: 2, busyCpuHours: 2, memoryGibHours: 4, gpuHours: 1 },
      ...{ measuredGpuHours: 0, measuredGpuKwh: 0, diskGibHours: 7300 }
    };
    const energyKwh = ((2 * 10 + 4 * 0.5 + 300) / 1000) * 1.5;
    expect(expenseOf(used, rates)).toEqual({
      currency: 'EUR',
      cost: expect.closeTo(0.08 + 0.02 + 2 + 1 + energyKwh * 0.25, 10) as number,
      energyKwh: expect.closeTo(energyKwh, 10) as number,
      carbonGrams: expect.closeTo(energyKwh * 400, 8) as number
    });
  });

  it('agrees with Green Algorithms: 12 h on 12 busy cores and 64 GB at 475 g/kWh', () => {
    const used = { ...NO_CONSUMPTION, cpuHours: 144, busyCpuHours: 144, memoryGibHours: 768 };
    const card = { ...ESTIMATED_RATES, wattsPerMemoryGib: 0.3725 };
    expect(energyKwhOf(used, card)).toBeCloseTo(12 * (12 * 12 + 64 * 0.3725) * 0.001, 10);
    expect(expenseOf(used, card).carbonGrams).toBeCloseTo(956.7, 0);
  });

  it('adds up', () => {
    const one = expenseOf({ ...NO_CONSUMPTION, cpuHours: 1 }, rates);
    expect(sumOfExpenses([one, one], 'EUR').cost).toBeCloseTo(2 * one.cost, 12);
    expect(sumOfExpenses([], 'EUR')).toEqual({
      ...{ currency: 'EUR', cost: 0, energyKwh: 0, carbonGrams: 0 }
    });
  });
});
