import { Button, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

export interface ChosenBarProps {
  /** What is chosen, for screen readers. */
  label: string;
  count: number;
  onClear: () => void;
  /** What can be done with it. */
  children: React.ReactNode;
}

/** How much is chosen, what can be done with it, and the way back. */
export function ChosenBar({ label, count, onClear, children }: ChosenBarProps) {
  const trans = useTrans();
  return (
    <div className="atl-Experiments-selection" role="group" aria-label={label}>
      <span role="status">{trans._n('%1 chosen', '%1 chosen', count)}</span>
      {children}
      <Button variant="quiet" onClick={onClear}>
        {trans.__('Clear')}
      </Button>
    </div>
  );
}

/** Compares what is chosen: two at least. */
export function CompareButton({ count, onCompare }: { count: number; onCompare: () => void }) {
  const trans = useTrans();
  return (
    <Button
      variant="primary"
      icon={icons.compare}
      disabled={count < 2}
      title={count < 2 ? trans.__('Choose one more to compare') : undefined}
      onClick={onCompare}
    >
      {trans.__('Compare')}
    </Button>
  );
}
