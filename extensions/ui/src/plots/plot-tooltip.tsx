import * as React from 'react';
import { classes } from '../classes.ts';

/** What is under the pointer or the cursor of the keyboard. */
export interface PlotTip {
  readonly left: number;
  readonly top: number;
  readonly title: string;
  readonly colour?: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

export function PlotTooltip({ tip, width }: { tip: PlotTip | null; width: number }) {
  if (!tip) {
    return null;
  }
  return (
    <div
      className={classes('atl-ChartTooltip', tip.left > width / 2 && 'atl-mod-left')}
      role="status"
      style={{ left: tip.left, top: Math.max(0, tip.top - 8) }}
    >
      <strong>
        {tip.colour && <i className="atl-Plot-dot" style={{ background: tip.colour }} />}
        {tip.title}
      </strong>
      {tip.rows.map(([name, value]) => (
        <span key={name} className="atl-Plot-tipRow">
          <span>{name}</span>
          <b>{value}</b>
        </span>
      ))}
    </div>
  );
}
