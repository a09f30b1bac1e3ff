import { z } from 'zod';
import { route } from './route.ts';
import { Empty, Id, ListQuery, pageOf, Reference, Timestamp } from './values.ts';
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

/** A view as a file: it names its experiment, so that it fits another workspace or server too. */
export const ViewFile = z.object({
  kind: z.literal('atelier-view'),
  formatVersion: z.literal(1),
  name: SavedView.shape.name,
  page: SavedView.shape.page,
  experiment: Reference.nullable().describe('name of the experiment, if it belongs to one'),
  state: SavedView.shape.state
});
export type ViewFile = z.infer<typeof ViewFile>;

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
    summary: 'Save a view; `already-exists` if the page of this subject has one of that name',
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
