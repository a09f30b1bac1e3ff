import type { SavedView } from '@atelier-ml/api';

const VIEW = 'atelier-view';
const WORKSPACE = 'atelier-workspace';

/** An address of this JupyterLab that opens a saved view. */
export function viewAddress({ id, workspaceId }: SavedView, page = window.location.href): string {
  const address = new URL(page);
  address.search = new URLSearchParams({ [WORKSPACE]: workspaceId, [VIEW]: id }).toString();
  address.hash = '';
  return address.toString();
}

/** The saved view that an address asks for. */
export function viewIn(search: string): { view: string; workspace: string } | null {
  const asked = new URLSearchParams(search);
  const view = asked.get(VIEW);
  return view ? { view, workspace: asked.get(WORKSPACE) ?? '~' } : null;
}
