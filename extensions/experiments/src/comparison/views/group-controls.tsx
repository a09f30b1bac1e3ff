import { useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import type { Band } from '../grouping.ts';
import { FieldChooser } from './field-select.tsx';

/** Which runs make one group, and what the band around its mean shows. */
export function GroupControls({ model, members }: { model: ComparisonModel; members?: boolean }) {
  const trans = useTrans();
  const { groupBy, band } = model.settings;
  return (
    <>
      <FieldChooser
        label={trans.__('Group by')}
        value={groupBy}
        choices={model.choices}
        kinds={['params', 'tags', 'attributes']}
        onChange={refs => model.set({ groupBy: refs })}
      />
      {groupBy.length > 0 && (
        <label className="atl-Compare-field">
          {trans.__('Band')}
          <select
            className="atl-Experiments-select"
            value={band}
            onChange={event => model.set({ band: event.target.value as Band })}
          >
            <option value="deviation">{trans.__('Standard deviation')}</option>
            <option value="interval">{trans.__('95 % confidence')}</option>
            <option value="range">{trans.__('Lowest to highest')}</option>
            <option value="none">{trans.__('None')}</option>
          </select>
        </label>
      )}
      {groupBy.length > 0 && members && (
        <Check
          label={trans.__('Runs behind')}
          checked={model.settings.members}
          onChange={value => model.set({ members: value })}
        />
      )}
    </>
  );
}

/** Which value of a metric stands for its run. */
export function StatisticSelect({ model }: { model: ComparisonModel }) {
  const trans = useTrans();
  return (
    <label className="atl-Compare-field">
      {trans.__('Value of a metric')}
      <select
        className="atl-Experiments-select"
        value={model.settings.statistic}
        onChange={event =>
          model.set({ statistic: event.target.value as 'last' | 'minimum' | 'maximum' })
        }
      >
        <option value="last">{trans.__('Last')}</option>
        <option value="minimum">{trans.__('Lowest')}</option>
        <option value="maximum">{trans.__('Highest')}</option>
      </select>
    </label>
  );
}
