import type { ISignal } from '@lumino/signaling';

/** Resolves once a model is as wanted; it is looked at whenever it says that it has changed. */
export function until<M extends { readonly changed: ISignal<M, void> }>(
  model: M,
  holds: () => boolean
): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (holds()) {
        model.changed.disconnect(check);
        resolve();
      }
    };
    model.changed.connect(check);
    check();
  });
}
