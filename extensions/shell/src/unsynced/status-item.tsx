import { icons, reactWidget, StatusButton, useModel } from '@atelier-ml/ui';
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
  return reactWidget(() => <UnsyncedItem {...options} />, { trans: options.trans });
}

function UnsyncedItem({ model, trans, onOpen }: UnsyncedItemOptions) {
  useModel(model);
  const unsynced = model.value?.unsynced ?? 0;
  if (unsynced === 0) {
    return null;
  }
  return (
    <StatusButton
      icon={icons.upload}
      text={trans._n('%2 unsynced', '%2 unsynced', unsynced, unsynced.toLocaleString())}
      title={trans.__(
        'Logged on this machine and not on the Atelier server yet. Nothing is lost. Click to see which runs.'
      )}
      popup="dialog"
      notable
      onClick={onOpen}
    />
  );
}
