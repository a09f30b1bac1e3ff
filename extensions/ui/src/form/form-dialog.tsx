import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { Modal, showModal } from '../dialog/modal.tsx';
import { FormView } from './form-view.tsx';
import type { FormProps } from './form-view.tsx';

export interface FormDialogOptions<R> extends Omit<FormProps<R>, 'onDone' | 'onCancel'> {
  trans: TranslationBundle;
  title: string;
  wide?: boolean;
}

/** A form in a dialog; resolves with what `submit` answered, or null if the user gave up. */
export function showFormDialog<R>(options: FormDialogOptions<R>): Promise<R | null> {
  const { trans, title, wide, ...form } = options;
  return showModal<R | null>(trans, end => (
    <Modal title={title} wide={wide} onCancel={() => end(null)}>
      <FormView {...form} onDone={end} onCancel={() => end(null)} />
    </Modal>
  ));
}
