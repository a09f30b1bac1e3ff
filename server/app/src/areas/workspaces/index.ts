export { createWorkspaceRoutes } from './workspaces.routes.ts';
export { createWorkspaces } from './workspaces.service.ts';
export type { WorkspaceContent, Workspaces } from './workspaces.service.ts';
