import { z } from 'zod';
import { route } from './route.ts';
import { Empty, Id, ListQuery, pageOf, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** How somebody has set up a page: filter, order, columns, charts. A link opens it again. */
export const SavedView = z.object({
  id: Id,
  workspaceId: Id,
  name: z.string().min(1).max(250),
  page: z.enum(['experiment', 'comparison']),
  subject: z.string().max(128).nullable().describe('id of the experiment, if it belongs to one'),
  state: z.record(z.string(), z.json()).describe('whatever the page keeps'),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type SavedView = z.infer<typeof SavedView>;

const Params = WorkspaceParams.extend({ view: Id });
const all = `${inWorkspace}/views`;

export const views = {
  list: route({
    method: 'GET',
    path: all,
    summary: 'List saved views by name',
    params: WorkspaceParams,
    query: ListQuery.extend({
      page: SavedView.shape.page.optional(),
      subject: z.string().max(128).optional()
    }),
    response: pageOf(SavedView)
  }),
  create: route({
    method: 'POST',
    path: all,
    summary: 'Save a view',
    status: 201,
    params: WorkspaceParams,
    body: SavedView.pick({ name: true, page: true, subject: true, state: true }),
    response: SavedView
  }),
  get: route({
    method: 'GET',
    path: `${all}/:view`,
    summary: 'Get a saved view',
    params: Params,
    response: SavedView
  }),
  update: route({
    method: 'PATCH',
    path: `${all}/:view`,
    summary: 'Rename a view or save it anew',
    params: Params,
    body: SavedView.pick({ name: true, state: true }).partial(),
    response: SavedView
  }),
  delete: route({
    method: 'DELETE',
    path: `${all}/:view`,
    summary: 'Delete a saved view',
    params: Params,
    response: Empty
  })
};
