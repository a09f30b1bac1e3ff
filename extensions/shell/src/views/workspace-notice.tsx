import { Button, icons, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { IWorkspaceScope } from '../tokens.ts';

/** Says that a page belongs to another workspace than the active one, and offers to switch. */
export function WorkspaceNotice({
  scope,
  workspace
}: {
  scope: IWorkspaceScope;
  workspace: string;
}) {
  const trans = useTrans();
  useModel(scope);
  if (!scope.current || workspace === '~' || scope.current.id === workspace) {
    return null;
  }
  return (
    <div className="atl-PageNotice" role="status">
      <icons.workspace.react tag="span" />
      <span>{trans.__('This page belongs to another workspace than the active one.')}</span>
      <Button variant="quiet" onClick={() => void scope.activate(workspace)}>
        {trans.__('Switch to it')}
      </Button>
    </div>
  );
}
