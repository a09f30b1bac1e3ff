import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import * as React from 'react';
import { IconButton } from '../button.tsx';
import { icons } from '../icons.ts';
import { reactWidget } from '../react-widget.tsx';
import { useTrans } from '../translation.tsx';

export interface ModalProps {
  title: string;
  /** The cross asks for it, and Escape where `onEscape` is left out. */
  onCancel: () => void;
  onEscape?: () => void;
  children: React.ReactNode;
  wide?: boolean;
}

/** The browser's own modal dialog: it keeps the focus inside and gives it back at the end. */
export function Modal({ title, onCancel, onEscape = onCancel, children, wide }: ModalProps) {
  const trans = useTrans();
  const dialog = React.useRef<HTMLDialogElement>(null);
  const id = React.useId();
  React.useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) {
      element.showModal();
      element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    }
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? 'atl-Dialog atl-mod-wide' : 'atl-Dialog'}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault();
        onEscape();
      }}
      onKeyDown={event => {
        // JupyterLab's shortcuts stay outside
        event.stopPropagation();
        // A second Escape would close the element whatever is done with its event.
        if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
          event.preventDefault();
          onEscape();
        }
      }}
    >
      <header className="atl-Dialog-header">
        <h2 id={id}>{title}</h2>
        <IconButton icon={icons.close} label={trans.__('Close')} onClick={onCancel} />
      </header>
      {children}
    </dialog>
  );
}

/**
 * Shows a dialog until its content answers. `content` gets the function that ends it; the promise
 * resolves with what that one was given.
 */
export function showModal<R>(
  trans: TranslationBundle,
  content: (end: (result: R) => void) => React.ReactElement
): Promise<R> {
  return new Promise<R>(resolve => {
    const before = document.activeElement as HTMLElement | null;
    const end = (result: R) => {
      widget.dispose();
      before?.focus?.();
      resolve(result);
    };
    const widget = reactWidget(() => content(end), { trans, className: 'atl-DialogHost' });
    Widget.attach(widget, document.body);
  });
}
