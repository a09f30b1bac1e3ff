import * as React from 'react';
import { openPopover } from '../popover.tsx';
import type { ComputeServices } from '../services.ts';
import type { NotebookCompute } from './notebook-compute.ts';
import { PickerPanel } from './picker-panel.tsx';

/** Opens the choice of where a kernel runs; it closes with a choice, too. */
export function openPicker(
  button: HTMLElement,
  model: NotebookCompute,
  services: ComputeServices,
  onClosed?: () => void
): void {
  openPopover(button, {
    trans: services.trans,
    className: 'atl-ComputePicker-popover',
    changed: model.changed,
    render: close => <PickerPanel model={model} services={services} close={close} />,
    onClosed
  });
}
