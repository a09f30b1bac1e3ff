import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

export interface StatusButtonProps {
  icon: LabIcon;
  /** What it says, shortened where there is no room. */
  text: string;
  /** For screen readers, where the text alone does not tell what a click does. */
  label?: string;
  title: string;
  /** What a click opens. */
  popup: 'menu' | 'dialog';
  /** Something that wants to be noticed. */
  notable?: boolean;
  onClick: () => void;
}

/** An item of JupyterLab's status bar that can be clicked. */
export function StatusButton(props: StatusButtonProps) {
  const { icon, label, notable, onClick, popup, text, title } = props;
  return (
    <button
      type="button"
      className={notable ? 'atl-StatusButton atl-mod-notable' : 'atl-StatusButton'}
      aria-haspopup={popup}
      aria-label={label}
      title={title}
      onClick={onClick}
    >
      <icon.react tag="span" />
      <span>{text}</span>
    </button>
  );
}
