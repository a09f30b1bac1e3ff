import { icons, reactWidget, useModel } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { PolledModel } from '../models/polled-model.ts';
import type { Waiting } from './unsynced-model.ts';

export interface UnsyncedItemOptions {
  model: PolledModel<Waiting>;
  trans: TranslationBundle;
  onOpen: () => void;
}

/** How much is not on the server yet, in the status bar; nothing while all is. */
export function createUnsyncedItem(options: UnsyncedItemOptions): Widget {
  const widget = reactWidget(() => <UnsyncedItem {...options} />, { trans: options.trans });
  widget.addClass('atl-Unsynced-item');
  return widget;
}

function UnsyncedItem({ model, trans, onOpen }: UnsyncedItemOptions) {
  useModel(model);
  const unsynced = model.value?.unsynced ?? 0;
  if (unsynced === 0) {
    return null;
  }
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      title={trans.__(
        'Logged on this machine and not on the Atelier server yet. Nothing is lost. Click to see which runs.'
      )}
      onClick={onOpen}
    >
      <icons.upload.react tag="span" />
      <span>{trans._n('%2 unsynced', '%2 unsynced', unsynced, unsynced.toLocaleString())}</span>
    </button>
  );
}
