import * as React from 'react';
import { classes } from '../classes.ts';
import { useTrans } from '../translation.tsx';
import { seriesColour } from './series.ts';
import type { ChartSeries } from './series.ts';

/** Names that are shown unasked; hundreds of them would bury the chart. */
const SHOWN = 40;

/** The names of the lines: a click switches one off and on, with Alt it leaves only that one. */
export function ChartLegend(props: {
  series: readonly ChartSeries[];
  hidden: ReadonlySet<string>;
  onHide: (keys: ReadonlySet<string>) => void;
}) {
  const trans = useTrans();
  const [all, setAll] = React.useState(false);
  const shown = all ? props.series : props.series.slice(0, SHOWN);
  const toggle = (key: string, alone: boolean) => {
    const others = props.series.map(one => one.key).filter(one => one !== key);
    if (alone) {
      const isAlone = others.every(one => props.hidden.has(one));
      props.onHide(new Set(isAlone ? [] : others));
      return;
    }
    const next = new Set(props.hidden);
    if (!next.delete(key)) {
      next.add(key);
    }
    props.onHide(next);
  };
  return (
    <ul className="atl-ChartLegend" aria-label={trans.__('Lines')}>
      {shown.map(({ key, label, colour }, index) => {
        const isOn = !props.hidden.has(key);
        return (
          <li key={key}>
            <button
              type="button"
              aria-pressed={isOn}
              className={classes(!isOn && 'atl-mod-off')}
              title={trans.__('Click: hide or show. Alt+click: only this one.')}
              onClick={event => toggle(key, event.altKey)}
            >
              <span
                className="atl-ChartLegend-line"
                style={{ background: seriesColour(colour ?? index) }}
                aria-hidden="true"
              />
              {label}
            </button>
          </li>
        );
      })}
      {shown.length < props.series.length && (
        <li>
          <button type="button" onClick={() => setAll(true)}>
            {trans.__('%1 more…', props.series.length - shown.length)}
          </button>
        </li>
      )}
    </ul>
  );
}
