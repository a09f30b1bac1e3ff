import { IconButton, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

/** Goes through what was logged along steps. */
export function StepSlider(props: {
  /** Ascending. */
  steps: readonly number[];
  /** Which of them is shown. */
  index: number;
  onGo(index: number): void;
}) {
  const { index, onGo, steps } = props;
  const trans = useTrans();
  const last = steps.length - 1;
  return (
    <div className="atl-Artifacts-steps">
      <IconButton
        icon={icons.chevronRight}
        className="atl-mod-back"
        label={trans.__('The step before')}
        disabled={index <= 0}
        onClick={() => onGo(index - 1)}
      />
      <input
        type="range"
        min={0}
        max={last}
        value={index}
        aria-label={trans.__('Step')}
        aria-valuetext={trans.__('step %1', steps[index])}
        onChange={event => onGo(Number(event.target.value))}
      />
      <IconButton
        icon={icons.chevronRight}
        label={trans.__('The next step')}
        disabled={index >= last}
        onClick={() => onGo(index + 1)}
      />
      <output>{trans.__('step %1 (%2 of %3)', steps[index], index + 1, steps.length)}</output>
    </div>
  );
}
