import { AtelierError, ESTIMATED_RATES, RateCard } from '@atelier-ml/api';
import type { ValidRateCard } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import { usageChange } from './changes.ts';
import { createRateStore } from './rates.store.ts';
import type { RateRow } from './rates.store.ts';

const BUILT_IN: ValidRateCard = {
  ...ESTIMATED_RATES,
  ...{ id: null, isEstimate: true, validFrom: 0, setAt: null, setBy: null }
};

export interface RatesOptions {
  changes: Changes;
  clock: Clock;
  database: Database;
}

export type Rates = ReturnType<typeof createRates>;

/** What things cost, and since when. */
export function createRates({ changes, clock, database }: RatesOptions) {
  const store = createRateStore(database.queries);

  const present = (row: RateRow): ValidRateCard => ({
    ...RateCard.parse(JSON.parse(row.card)),
    ...{ id: row.id, isEstimate: false, validFrom: row.valid_from },
    ...{ setAt: row.set_at, setBy: row.set_by }
  });

  /** The newest first. */
  const all = async (): Promise<ValidRateCard[]> => [...(await store.all()).map(present), BUILT_IN];

  const validAt = (cards: readonly ValidRateCard[], at: number): ValidRateCard =>
    cards.find(card => card.validFrom <= at) ?? BUILT_IN;

  return {
    async list() {
      const items = await all();
      return { current: validAt(items, clock()), items };
    },
    /** By which card each moment is reckoned. */
    async ofTimes(): Promise<(at: number) => ValidRateCard> {
      const cards = await all();
      return at => validAt(cards, at);
    },
    async set(
      { validFrom = clock(), ...changed }: Partial<RateCard> & { validFrom?: number },
      user: User
    ): Promise<ValidRateCard> {
      const cards = await all();
      const before = RateCard.parse(validAt(cards, validFrom));
      const card = { ...before, ...changed };
      const set = cards.find(each => !each.isEstimate);
      if (set && set.currency !== card.currency) {
        throw new AtelierError('invalid-input', `The rate cards are in ${set.currency}.`, {
          remedy: 'Give prices in that currency: sums over time would mix two of them.',
          fields: [{ path: 'body.currency', message: `must be ${set.currency}` }]
        });
      }
      const row: RateRow = {
        id: newId(),
        valid_from: validFrom,
        card: JSON.stringify(card),
        set_at: clock(),
        set_by: user.name || user.username
      };
      await changes.commit(async (queries, announce) => {
        await createRateStore(queries).insert(row);
        announce(usageChange('rates'));
      });
      return present(row);
    }
  };
}
