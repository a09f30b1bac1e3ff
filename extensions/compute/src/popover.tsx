import { reactWidget } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import type * as React from 'react';

const GAP = 4;
const MARGIN = 8;

export interface PopoverOptions {
  trans: TranslationBundle;
  className: string;
  /** What it shows may have grown or shrunk. */
  changed: ISignal<unknown, unknown>;
  render(close: () => void): React.ReactElement;
  onClosed?(): void;
}

/** What closes the one that a button has opened. */
const opened = new WeakMap<HTMLElement, () => void>();

/**
 * Opens something below the button, or above it; it closes by Escape, a press elsewhere or on the button,
 * and with the button.
 */
export function openPopover(button: HTMLElement, options: PopoverOptions): void {
  const closeOpened = opened.get(button);
  if (closeOpened) {
    closeOpened();
    return;
  }
  const { changed, className, onClosed, render, trans } = options;
  const popover = reactWidget(() => render(() => close(true)), {
    trans,
    className
  });
  popover.addClass('atl-Popover');
  const listening = new AbortController();
  const { signal } = listening;

  function close(focus: boolean): void {
    if (!popover.isDisposed) {
      listening.abort();
      changed.disconnect(placeSoon);
      opened.delete(button);
      button.setAttribute('aria-expanded', 'false');
      popover.dispose();
      onClosed?.();
      if (focus) {
        button.focus();
      }
    }
  }

  /** Below the button, or above it where there is no room; within the window. */
  function place(): void {
    if (popover.isDisposed) {
      return;
    }
    if (!button.isConnected) {
      close(false);
      return;
    }
    const { bottom, left, top } = button.getBoundingClientRect();
    const { offsetHeight, offsetWidth } = popover.node;
    const x = Math.min(left, window.innerWidth - offsetWidth - MARGIN);
    const above = top - GAP - offsetHeight;
    const fits = bottom + GAP + offsetHeight + MARGIN <= window.innerHeight;
    const y =
      fits || above < MARGIN
        ? Math.min(bottom + GAP, window.innerHeight - offsetHeight - MARGIN)
        : above;
    popover.node.style.left = `${Math.max(MARGIN, x)}px`;
    popover.node.style.top = `${Math.max(MARGIN, y)}px`;
  }

  /** Once what has changed is drawn. */
  const placeSoon = (): void => void window.setTimeout(place);

  opened.set(button, () => close(true));
  button.setAttribute('aria-expanded', 'true');
  Widget.attach(popover, document.body);
  void popover.renderPromise?.then(() => {
    place();
    const chosen = popover.node.querySelector<HTMLElement>('[aria-pressed="true"]');
    const first = popover.node.querySelector<HTMLElement>('button, [tabindex="0"]');
    (chosen ?? first)?.focus();
  });
  changed.connect(placeSoon);
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
    if (buttons.length > 0) {
      buttons[(at + step + buttons.length) % buttons.length]!.focus();
      event.preventDefault();
    }
  }
}
