import { IconButton, icons } from '@atelier-ml/ui';
import * as React from 'react';

export interface StepperProps {
  /** Which of how many is shown, from 0. */
  index: number;
  count: number;
  /** What the buttons on both sides lead to. */
  before: string;
  after: string;
  onGo: (index: number) => void;
  /** Between the buttons. */
  children: React.ReactNode;
}

/** Goes from one to the next, and back. */
export function Stepper({ after, before, children, count, index, onGo }: StepperProps) {
  return (
    <>
      <IconButton
        icon={icons.chevronRight}
        className="atl-mod-back"
        label={before}
        disabled={index <= 0}
        onClick={() => onGo(index - 1)}
      />
      {children}
      <IconButton
        icon={icons.chevronRight}
        label={after}
        disabled={index >= count - 1}
        onClick={() => onGo(index + 1)}
      />
    </>
  );
}
