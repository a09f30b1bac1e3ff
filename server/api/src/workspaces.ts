import { z } from 'zod';
import { route } from './route.ts';
import { Description, Empty, Id, ListQuery, Name, pageOf, Reference, Timestamp } from './values.ts';

/** The scope of all assets; `default` always exists. */
export const Workspace = z.object({
  id: Id,
  name: Name,
  description: z.string(),
  active: z.boolean().describe('the one that this user works in'),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type Workspace = z.infer<typeof Workspace>;

/**
 * Every route below a workspace starts so; the workspace is named by id, by name, or by `~`: the
 * one that the user has made active.
 */
export const inWorkspace = '/api/workspaces/:workspace';
export const WorkspaceParams = z.object({ workspace: Reference });

export const workspaces = {
  list: route({
    method: 'GET',
    path: '/api/workspaces',
    summary: 'List workspaces by name',
    query: ListQuery,
    response: pageOf(Workspace)
  }),
  create: route({
    method: 'POST',
    path: '/api/workspaces',
    summary: 'Create a workspace',
    status: 201,
    body: z.object({ name: Name, description: Description }),
    response: Workspace
  }),
  get: route({
    method: 'GET',
    path: inWorkspace,
    summary: 'Get a workspace',
    params: WorkspaceParams,
    response: Workspace
  }),
  update: route({
    method: 'PATCH',
    path: inWorkspace,
    summary: 'Rename or describe a workspace',
    params: WorkspaceParams,
    body: z.object({ name: Name.optional(), description: z.string().max(10_000).optional() }),
    response: Workspace
  }),
  activate: route({
    method: 'POST',
    path: `${inWorkspace}/activate`,
    summary: 'Make this the workspace that the user works in, in every window and kernel',
    params: WorkspaceParams,
    response: Workspace
  }),
  delete: route({
    method: 'DELETE',
    path: inWorkspace,
    summary: 'Delete an empty workspace; `in-use` if it holds assets or is the default one',
    params: WorkspaceParams,
    response: Empty
  })
};
