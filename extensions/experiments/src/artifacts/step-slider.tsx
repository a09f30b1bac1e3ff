import { useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Stepper } from './stepper.tsx';

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
  return (
    <div className="atl-Artifacts-steps">
      <Stepper
        index={index}
        count={steps.length}
        before={trans.__('The step before')}
        after={trans.__('The next step')}
        onGo={onGo}
      >
        <input
          type="range"
          min={0}
          max={steps.length - 1}
          value={index}
          aria-label={trans.__('Step')}
          aria-valuetext={trans.__('step %1', steps[index])}
          onChange={event => onGo(Number(event.target.value))}
        />
      </Stepper>
      <output>{trans.__('step %1 (%2 of %3)', steps[index], index + 1, steps.length)}</output>
    </div>
  );
}
