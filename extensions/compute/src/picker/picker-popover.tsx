import { reactWidget } from '@atelier-ml/ui';
import { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { ComputeServices } from '../services.ts';
import type { NotebookCompute } from './notebook-compute.ts';
import { PickerPanel } from './picker-panel.tsx';

const GAP = 4;
const MARGIN = 8;

/** Opens the choice below the button; it closes by Escape, a choice, or a press elsewhere. */
export function openPicker(
  button: HTMLElement,
  model: NotebookCompute,
  services: ComputeServices,
  onClosed: () => void
): void {
  const popover = reactWidget(
    () => <PickerPanel model={model} services={services} close={() => close(true)} />,
    { trans: services.trans, className: 'atl-ComputePicker-popover' }
  );
  const listening = new AbortController();
  const { signal } = listening;

  function close(focus: boolean): void {
    if (!popover.isDisposed) {
      listening.abort();
      model.changed.disconnect(place);
      popover.dispose();
      onClosed();
      if (focus) {
        button.focus();
      }
    }
  }

  /** Below the button, and within the window. */
  function place(): void {
    const { bottom, left } = button.getBoundingClientRect();
    const { offsetHeight, offsetWidth } = popover.node;
    const x = Math.min(left, window.innerWidth - offsetWidth - MARGIN);
    const y = Math.min(bottom + GAP, window.innerHeight - offsetHeight - MARGIN);
    popover.node.style.left = `${Math.max(MARGIN, x)}px`;
    popover.node.style.top = `${Math.max(MARGIN, y)}px`;
  }

  Widget.attach(popover, document.body);
  void popover.renderPromise?.then(() => {
    place();
    const chosen = popover.node.querySelector<HTMLElement>('[aria-pressed="true"]');
    (chosen ?? popover.node.querySelector<HTMLElement>('button'))?.focus();
  });
  model.changed.connect(place);
  const outside = ({ target }: Event) =>
    !popover.node.contains(target as Node) && !button.contains(target as Node);
  document.addEventListener('mousedown', event => outside(event) && close(false), {
    capture: true,
    signal
  });
  window.addEventListener('resize', place, { signal });
  popover.node.addEventListener('keydown', event => onKey(event, popover.node, close), { signal });
}

/** Arrows walk through what can be pressed; what a key means here it means nowhere else. */
function onKey(event: KeyboardEvent, node: HTMLElement, close: (focus: boolean) => void): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const step = steps[event.key];
  event.stopPropagation();
  if (event.key === 'Escape') {
    close(true);
  } else if (step !== undefined) {
    const buttons = [...node.querySelectorAll<HTMLElement>('button:not(:disabled)')];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
  }
}
