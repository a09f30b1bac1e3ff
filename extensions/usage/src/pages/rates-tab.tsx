import type { RateCard } from '@atelier-ml/api';
import { Card, formatNumber, formatTime, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { rateLabels } from '../usage-words.ts';
import type { UsageFacts } from './usage-page.tsx';

/** What things cost, and since when. */
export function RatesTab({ rates: { current, items } }: { rates: UsageFacts['rates'] }) {
  const trans = useTrans();
  const labels = Object.entries(rateLabels(trans, current.currency));
  const isPrice = (name: string) => name.startsWith('price');
  const table = (caption: string, isWanted: (name: string) => boolean) => (
    <table className="atl-Table">
      <caption>{caption}</caption>
      <tbody>
        {labels
          .filter(([name]) => isWanted(name))
          .map(([name, { label, unit }]) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              <td>
                {formatNumber(current[name as Exclude<keyof RateCard, 'currency'>])} {unit}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
  return (
    <>
      {current.isEstimate && (
        <p className="atl-Usage-estimate" role="note">
          {trans.__(
            'These are estimates that know nothing of your machine: powers and carbon by Green Algorithms, prices guessed. Set your own to make costs mean something.'
          )}
        </p>
      )}
      <Card title={trans.__('Rate card')}>
        <div className="atl-Usage-rates">
          {table(trans.__('Prices'), isPrice)}
          {table(trans.__('Energy and carbon'), name => !isPrice(name))}
        </div>
        <p className="atl-Usage-note">
          {trans.__(
            'Cost: what is reserved times its price, and the energy times that of electricity. Energy: power × time × PUE, at work and at rest. Carbon: energy × carbon of the grid.'
          )}
        </p>
      </Card>
      {items.length > 1 && (
        <Card title={trans.__('Cards so far')}>
          <table className="atl-Table">
            <thead>
              <tr>
                <th scope="col">{trans.__('Valid from')}</th>
                <th scope="col">{trans.__('Set by')}</th>
                <th scope="col">{trans.__('A processor')}</th>
                <th scope="col">{trans.__('Electricity')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map(card => (
                <tr key={card.id ?? 'built-in'}>
                  <th scope="row">
                    {card.isEstimate ? trans.__('the beginning') : formatTime(card.validFrom)}
                  </th>
                  <td>{card.setBy ?? trans.__('built in')}</td>
                  <td>
                    {formatNumber(card.pricePerCpuHour)} {card.currency}
                  </td>
                  <td>
                    {formatNumber(card.pricePerKwh)} {card.currency}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
    </>
  );
}
