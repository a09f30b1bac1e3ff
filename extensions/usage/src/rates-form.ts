import type { RateCard, ValidRateCard } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import { rateLabels } from './usage-words.ts';

/** The fields of a rate card; its currency stays once one is set. */
export function rateFields(trans: TranslationBundle, current: ValidRateCard): FieldSpec[] {
  const labels = Object.entries(rateLabels(trans, current.isEstimate ? '' : current.currency));
  return [
    ...(current.isEstimate
      ? [
          {
            name: 'currency',
            kind: 'text',
            label: trans.__('Currency'),
            required: true,
            pattern: /^[A-Z]{3}$/,
            patternMessage: trans.__('Three capital letters, such as EUR.'),
            help: trans.__('It stays: sums over time would mix two of them.')
          } as const
        ]
      : []),
    ...labels.map(([name, { help, label, unit }]): FieldSpec => ({
      name,
      kind: 'number',
      label,
      required: true,
      minimum: name === 'powerUsageEffectiveness' ? 1 : 0,
      ...(unit.trim() && { unit: unit.trim() }),
      ...(help && { help }),
      section: name.startsWith('price') ? trans.__('Prices') : trans.__('Energy and carbon')
    }))
  ];
}

export const rateValues = (card: ValidRateCard): FormValues => ({ ...card });

export function rateBody(values: FormValues): Partial<RateCard> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== '')
  ) as Partial<RateCard>;
}
