import type { IWorkspaceScope } from '@atelier-ml/shell';
import { icons, reactWidget, StatusButton, useModel } from '@atelier-ml/ui';
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
  return reactWidget(() => <StatusItem {...options} />, { trans: options.trans });
}

function StatusItem({ scope, trans, onOpen }: StatusItemOptions) {
  useModel(scope);
  const name = scope.current?.name ?? trans.__('no workspace');
  return (
    <StatusButton
      icon={icons.workspace}
      text={name}
      label={trans.__('Workspace %1: switch', name)}
      title={trans.__('Workspace “%1”. Click to switch.', name)}
      popup="menu"
      onClick={onOpen}
    />
  );
}
