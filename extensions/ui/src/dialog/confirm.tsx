import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { Button } from '../button.tsx';
import { useTrans } from '../translation.tsx';
import { Modal, showModal } from './modal.tsx';

export interface ConfirmOptions {
  trans: TranslationBundle;
  title: string;
  /** What will happen, and whether it can be undone. */
  body: React.ReactNode;
  /** The verb, e.g. "Delete". */
  accept: string;
  /** Something will be lost: the focus stands on Cancel. */
  danger?: boolean;
}

function Confirmation(props: ConfirmOptions & { end: (yes: boolean) => void }) {
  const trans = useTrans();
  const { end, danger } = props;
  return (
    <Modal title={props.title} onCancel={() => end(false)}>
      <div className="atl-Dialog-body">
        {typeof props.body === 'string' ? <p>{props.body}</p> : props.body}
      </div>
      <footer className="atl-Dialog-footer">
        <Button onClick={() => end(false)} data-autofocus={danger || undefined}>
          {trans.__('Cancel')}
        </Button>
        <Button
          variant={danger ? 'danger' : 'primary'}
          onClick={() => end(true)}
          data-autofocus={!danger || undefined}
        >
          {props.accept}
        </Button>
      </footer>
    </Modal>
  );
}

/** Asks before something is done. */
export function confirm(options: ConfirmOptions): Promise<boolean> {
  return showModal<boolean>(options.trans, end => <Confirmation {...options} end={end} />);
}
