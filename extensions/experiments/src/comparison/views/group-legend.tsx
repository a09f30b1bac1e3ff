import { seriesColour, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ComparisonModel } from '../comparison-model.ts';

/** More are named in the list of runs alone. */
const MOST = 24;

/** Which colour each group of runs has, and how many runs it holds; a click leaves one group alone. */
export function GroupLegend({ model }: { model: ComparisonModel }) {
  const trans = useTrans();
  if (model.settings.groupBy.length === 0) {
    return null;
  }
  const { groups } = model;
  return (
    <ul className="atl-Compare-legend" aria-label={trans.__('Groups')}>
      {groups.slice(0, MOST).map(group => (
        <li key={group.key}>
          <button
            type="button"
            title={trans.__('Show only these runs')}
            onClick={() => model.showOnly(group.runs)}
          >
            <i style={{ background: seriesColour(model.groupColour(group)) }} aria-hidden="true" />
            {group.label}
            <small>{trans._n('%1 run', '%1 runs', group.runs.length)}</small>
          </button>
        </li>
      ))}
      {groups.length > MOST && <li>+ {groups.length - MOST}</li>}
    </ul>
  );
}
