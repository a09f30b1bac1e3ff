import { SearchField, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { axisName } from './metric-chart.tsx';
import type { HorizontalAxis } from '../metrics/index.ts';
import type { ChartSettings } from './chart-settings.ts';
import { Check } from './check.tsx';

const AXES: readonly HorizontalAxis[] = ['step', 'relative', 'time'];

/** What runs along x, how smooth, which axes are logarithmic, which charts. */
export function ChartControls(props: { settings: ChartSettings; metrics: readonly string[] }) {
  const { settings, metrics } = props;
  const trans = useTrans();
  const { axis, clip, logX, logY, search, smoothing } = settings.values;
  return (
    <div className="atl-Experiments-chartControls" role="group" aria-label={trans.__('Charts')}>
      <SearchField
        label={trans.__('Search charts')}
        value={search}
        onChange={value => settings.set({ search: value })}
      />
      <label className="atl-Experiments-labelled">
        {trans.__('Horizontal axis')}
        <select
          className="atl-Experiments-select"
          value={axis}
          onChange={event => settings.set({ axis: event.target.value as HorizontalAxis })}
        >
          {AXES.map(one => (
            <option key={one} value={one}>
              {axisName(one, trans)}
            </option>
          ))}
          <optgroup label={trans.__('Another metric')}>
            {metrics.map(key => (
              <option key={key} value={`metric:${key}`}>
                {key}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <label className="atl-Experiments-smoothing">
        {trans.__('Smoothing')}
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing.weight}
          onChange={event =>
            settings.set({ smoothing: { ...smoothing, weight: Number(event.target.value) } })
          }
        />
        <output>{smoothing.weight.toFixed(2)}</output>
      </label>
      <select
        className="atl-Experiments-select atl-mod-short"
        aria-label={trans.__('Kind of smoothing')}
        value={smoothing.kind}
        onChange={event =>
          settings.set({
            smoothing: { ...smoothing, kind: event.target.value as typeof smoothing.kind }
          })
        }
      >
        <option value="ema">{trans.__('Moving average')}</option>
        <option value="gaussian">{trans.__('Gaussian')}</option>
      </select>
      <Check
        label={trans.__('Log x')}
        checked={logX}
        onChange={value => settings.set({ logX: value })}
      />
      <Check
        label={trans.__('Log y')}
        checked={logY}
        onChange={value => settings.set({ logY: value })}
      />
      <Check
        label={trans.__('Ignore outliers')}
        checked={clip}
        onChange={value => settings.set({ clip: value })}
      />
    </div>
  );
}
