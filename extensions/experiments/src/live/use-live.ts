import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

/**
 * Renders again after the model has changed, once a frame at most however often it changes, and
 * not at all while the window is hidden.
 */
export function useLive(model: { readonly changed: ISignal<unknown, unknown> }): void {
  const [, render] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    let frame = 0;
    const schedule = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        render();
      });
    };
    model.changed.connect(schedule);
    // what changed between the first rendering and now would be missed
    render();
    return () => {
      cancelAnimationFrame(frame);
      model.changed.disconnect(schedule);
    };
  }, [model]);
}
