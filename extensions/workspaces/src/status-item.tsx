import type { IWorkspaceScope } from '@atelier-ml/shell';
import { icons, reactWidget, useModel } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';

export interface StatusItemOptions {
  scope: IWorkspaceScope;
  trans: TranslationBundle;
  onOpen: () => void;
}

/** The active workspace in the status bar; a click opens the menu. */
export function createStatusItem(options: StatusItemOptions): Widget {
  const widget = reactWidget(() => <StatusItem {...options} />, { trans: options.trans });
  widget.addClass('atl-Workspaces-item');
  return widget;
}

function StatusItem({ scope, trans, onOpen }: StatusItemOptions) {
  useModel(scope);
  const name = scope.current?.name ?? trans.__('no workspace');
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={trans.__('Workspace %1: switch', name)}
      title={trans.__('Workspace “%1”. Click to switch.', name)}
      onClick={onOpen}
    >
      <icons.workspace.react tag="span" />
      <span>{name}</span>
    </button>
  );
}
