import { expenseOf, NO_CONSUMPTION } from '@atelier-ml/api';
import type { Client, Expense, Host, ValidRateCard } from '@atelier-ml/api';
import { formatCarbon, formatEnergy, formatMoney, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

const MIB_OF_GIB = 1_024;
const GIB = 2 ** 30;

/** Null: as much as the machine has. */
export interface Size {
  cpus: number | null;
  memoryMb: number | null;
  gpus?: number | null;
  diskGb?: number | null;
}

interface CostOfSizeProps {
  rates?: ValidRateCard;
  host?: Host;
  size: Size;
  count: number;
}

/**
 * Shows in a form what a size costs, or so many of it; nothing where the rate card cannot be had.
 * @param api asked once, before the form is shown
 */
export async function costOfSizes(
  api: Pick<Client, 'compute' | 'usage'>
): Promise<(size: Size, count?: number) => React.ReactNode> {
  const [rates, host] = await Promise.all([
    api.usage.rates.list().then(
      ({ current }) => current,
      () => undefined
    ),
    api.compute.host().catch(() => undefined)
  ]);
  return (size, count = 1) => <CostOfSize {...{ count, host, rates, size }} />;
}

/** Cost, energy and carbon in one line. */
export function ExpenseText({ expense }: { expense: Expense }) {
  const parts = [
    formatMoney(expense.cost, expense.currency),
    formatEnergy(expense.energyKwh),
    formatCarbon(expense.carbonGrams)
  ];
  return <>{parts.join(' · ')}</>;
}

/** What a size costs an hour, from idle to fully at work, by the present rate card. */
function CostOfSize({ count, host, rates, size }: CostOfSizeProps) {
  const trans = useTrans();
  if (!rates || Object.values(size).some(Number.isNaN)) {
    return null;
  }
  const cpus = (size.cpus ?? host?.cpus ?? 0) * count;
  const memory =
    size.memoryMb === null ? (host?.memoryTotal ?? 0) / GIB : size.memoryMb / MIB_OF_GIB;
  const held = {
    ...NO_CONSUMPTION,
    cpuHours: cpus,
    memoryGibHours: memory * count,
    gpuHours: (size.gpus ?? 0) * count,
    diskGibHours: (size.diskGb ?? 0) * count
  };
  const busy = expenseOf({ ...held, busyCpuHours: cpus }, rates);
  const idle = expenseOf(held, rates);
  const from = formatMoney(idle.cost, rates.currency);
  const to = formatMoney(busy.cost, rates.currency);
  return (
    <p className="atl-CostOfSize" role="status">
      <strong>
        {from === to ? trans.__('%1 an hour', to) : trans.__('%1 to %2 an hour', from, to)}
      </strong>
      <span>
        {trans.__('at work %1, %2', formatEnergy(busy.energyKwh), formatCarbon(busy.carbonGrams))}
      </span>
      {rates.isEstimate && (
        <small>{trans.__('An estimate: no rate card of your own is set yet.')}</small>
      )}
    </p>
  );
}
