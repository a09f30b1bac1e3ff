import { Button, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ComparisonModel } from '../comparison-model.ts';

/** What can be done with the runs that a brush has chosen. */
export function SelectionStrip({ model }: { model: ComparisonModel }) {
  const trans = useTrans();
  const { chosen, shown } = model;
  if (!chosen) {
    return null;
  }
  const rest = shown.filter(({ id }) => !chosen.has(id)).map(({ id }) => id);
  return (
    <div className="atl-Compare-strip" role="status">
      <span>{trans.__('%1 of %2 runs chosen', chosen.size, shown.length)}</span>
      {chosen.size > 0 && (
        <Button variant="quiet" onClick={() => model.showOnly(chosen)}>
          {trans.__('Show only these')}
        </Button>
      )}
      {rest.length > 0 && (
        <Button variant="quiet" onClick={() => model.showOnly(rest)}>
          {trans.__('Hide these')}
        </Button>
      )}
      <Button variant="quiet" onClick={() => model.choose(null)}>
        {trans.__('Clear')}
      </Button>
    </div>
  );
}
