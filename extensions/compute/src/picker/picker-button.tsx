import { reactWidget, StatusBadge, useModel, useTrans } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { ComputeServices } from '../services.ts';
import { placeName, shortSize, stateWord, TONES } from './compute-words.ts';
import type { ComputeState, NotebookCompute } from './notebook-compute.ts';
import { openPicker } from './open-picker.tsx';

/** The toolbar's button: where the kernel of this notebook runs; opens the choice. */
export function createPickerButton(model: NotebookCompute, services: ComputeServices): Widget {
  return reactWidget(() => <PickerButton model={model} services={services} />, {
    trans: services.trans,
    dispose: () => model.dispose(),
    className: 'atl-ComputePicker'
  });
}

export function PickerButton({
  model,
  services
}: {
  model: NotebookCompute;
  services: ComputeServices;
}) {
  useModel(model);
  const trans = useTrans();
  const [open, setOpen] = React.useState(false);
  const { place, problem, state } = model;
  const name = placeName(model, trans);
  const size = place?.instance ? shortSize(place.instance, trans) : '';
  const said = [name, size, stateWord(state, trans)].filter(Boolean).join(', ');
  const show = (button: HTMLElement) => {
    setOpen(true);
    openPicker(button, model, services, () => setOpen(false));
  };
  return (
    <button
      type="button"
      className="atl-ComputePicker-button"
      aria-haspopup="dialog"
      aria-expanded={open}
      aria-label={trans.__('Compute of this notebook: %1', said)}
      title={problem ?? trans.__('Runs on: %1. Click to change it.', said)}
      onClick={event => show(event.currentTarget)}
    >
      <StatusBadge tone={TONES[state]} busy={state === 'starting'}>
        <span className="atl-ComputePicker-name" role="status">
          {shownName(state, name, trans)}
        </span>
        {size && state !== 'starting' && <span className="atl-ComputePicker-size">{size}</span>}
      </StatusBadge>
    </button>
  );
}

function shownName(state: ComputeState, name: string, trans: TranslationBundle): string {
  switch (state) {
    case 'starting':
      return trans.__('Starting %1…', name);
    case 'gone':
      return trans.__('%1 is gone: choose another', name);
    default:
      return name;
  }
}
