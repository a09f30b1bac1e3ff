import { classes, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ChartSettings } from './chart-settings.ts';

/** What runs along x, how smooth, which axes are logarithmic. */
export function ChartControls({ settings }: { settings: ChartSettings }) {
  const trans = useTrans();
  const { axis, logX, logY, smoothing } = settings.values;
  return (
    <div className="atl-Experiments-chartControls" role="group" aria-label={trans.__('Charts')}>
      <Choice
        label={trans.__('Horizontal axis')}
        value={axis}
        options={[
          ['step', trans.__('Step')],
          ['time', trans.__('Time')]
        ]}
        onChange={value => settings.set({ axis: value })}
      />
      <label className="atl-Experiments-smoothing">
        {trans.__('Smoothing')}
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          onChange={event => settings.set({ smoothing: Number(event.target.value) })}
        />
        <output>{smoothing.toFixed(2)}</output>
      </label>
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
    </div>
  );
}

/** One of a few, side by side. */
export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}) {
  const name = React.useId();
  return (
    <fieldset className="atl-Experiments-choice">
      <legend className="atl-visuallyHidden">{props.label}</legend>
      {props.options.map(([value, label]) => (
        <label key={value} className={classes(value === props.value && 'atl-mod-current')}>
          <input
            type="radio"
            className="atl-visuallyHidden"
            name={name}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** A box to tick, with its label. */
export function Check(props: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="atl-Experiments-check">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={event => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  );
}
