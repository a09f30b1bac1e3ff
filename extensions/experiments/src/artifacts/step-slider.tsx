import type { Artifact } from '@atelier-ml/api';
import { IconButton, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

/** Goes through what was logged along steps under one name. */
export function StepSlider(props: {
  artifacts: readonly Artifact[];
  shown: Artifact;
  onShow(path: string): void;
}) {
  const { artifacts, onShow, shown } = props;
  const trans = useTrans();
  const index = artifacts.findIndex(({ path }) => path === shown.path);
  const go = (to: number) => {
    const next = artifacts[Math.max(0, Math.min(artifacts.length - 1, to))];
    onShow(next.path);
  };
  return (
    <div className="atl-Artifacts-steps">
      <IconButton
        icon={icons.chevronRight}
        className="atl-mod-back"
        label={trans.__('The step before')}
        disabled={index <= 0}
        onClick={() => go(index - 1)}
      />
      <input
        type="range"
        min={0}
        max={artifacts.length - 1}
        value={index}
        aria-label={trans.__('Step')}
        aria-valuetext={trans.__('step %1', shown.step)}
        onChange={event => go(Number(event.target.value))}
      />
      <IconButton
        icon={icons.chevronRight}
        label={trans.__('The next step')}
        disabled={index >= artifacts.length - 1}
        onClick={() => go(index + 1)}
      />
      <output>{trans.__('%1 of %2', index + 1, artifacts.length)}</output>
    </div>
  );
}
