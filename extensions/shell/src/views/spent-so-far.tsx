import type { Client, Expense } from '@atelier-ml/api';
import { useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { PolledModel } from '../models/polled-model.ts';
import { ExpenseText } from './cost-of-size.tsx';

const EVERY = 30_000;

/** What an instance, a cluster with its jobs, or a job has come to so far; nothing until that is known. */
export function SpentSoFar({ api, subject }: { api: Pick<Client, 'usage'>; subject: string }) {
  const trans = useTrans();
  const [expense, setExpense] = React.useState<Expense>();
  React.useEffect(() => {
    const query = { from: 0, subject };
    const model = new PolledModel({
      name: '@atelier-ml/shell:spent-so-far',
      fetch: () => api.usage.history({ query }),
      interval: EVERY,
      longestInterval: 4 * EVERY
    });
    model.changed.connect(() => setExpense(model.value?.total.expense));
    return () => model.dispose();
  }, [api, subject]);
  return expense ? (
    <span
      className="atl-SpentSoFar"
      title={trans.__('Cost, energy and carbon until now, by the rate card')}
    >
      <ExpenseText expense={expense} />
    </span>
  ) : (
    <span aria-hidden="true">…</span>
  );
}
