import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { confirm } from '../dialog/confirm.tsx';
import { Modal, showModal } from '../dialog/modal.tsx';
import { FormView } from './form-view.tsx';
import type { FormProps } from './form-view.tsx';

export interface FormDialogOptions<R> extends Omit<
  FormProps<R>,
  'onDone' | 'onCancel' | 'onTyped'
> {
  trans: TranslationBundle;
  title: string;
  wide?: boolean;
}

/** A form in a dialog; resolves with what `submit` answered, or null if the user gave up. */
export function showFormDialog<R>(options: FormDialogOptions<R>): Promise<R | null> {
  const { trans, title, wide, ...form } = options;
  let isTyped = false;
  return showModal<R | null>(trans, end => (
    <Modal
      title={title}
      wide={wide}
      onCancel={() => end(null)}
      onEscape={async () => {
        if (!isTyped || (await mayBeLost(trans))) {
          end(null);
        }
      }}
    >
      <FormView
        {...form}
        onDone={end}
        onCancel={() => end(null)}
        onTyped={() => {
          isTyped = true;
        }}
      />
    </Modal>
  ));
}

/** Escape is pressed by mistake more easily than a button. */
const mayBeLost = (trans: TranslationBundle): Promise<boolean> =>
  confirm({
    trans,
    title: trans.__('Leave this form?'),
    body: trans.__('What you have put in is lost.'),
    accept: trans.__('Leave'),
    danger: true
  });
