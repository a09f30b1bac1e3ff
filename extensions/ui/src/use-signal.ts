import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

/** Renders again whenever the signal fires; `read` says what is shown. It must answer the same value while nothing has changed. */
export function useSignal<S, A, V>(signal: ISignal<S, A>, read: () => V): V {
  const subscribe = React.useCallback(
    (notify: () => void) => {
      const slot = () => notify();
      signal.connect(slot);
      return () => {
        signal.disconnect(slot);
      };
    },
    [signal]
  );
  return React.useSyncExternalStore(subscribe, read);
}

/** Renders again whenever the model says that it has changed; null is a model that is not there. */
export function useModel(model: { readonly changed: ISignal<unknown, unknown> } | null): void {
  const [, render] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    if (!model) {
      return;
    }
    const slot = () => render();
    model.changed.connect(slot);
    // what changed between the first rendering and now would be missed
    render();
    return () => {
      model.changed.disconnect(slot);
    };
  }, [model]);
}
