import { z } from 'zod';
import { route } from './route.ts';
import { Bytes, Id, ListQuery, pageOf, Sha256, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

export const TrashKind = z.enum(['experiment', 'run', 'logged-model']);
export type TrashKind = z.infer<typeof TrashKind>;

const Count = z.number().int().nonnegative();

/** Something that was deleted and can be restored until it is deleted for good. */
export const TrashItem = z.object({
  kind: TrashKind,
  id: z.string(),
  name: z.string(),
  experiment: z.string().nullable().describe('name of the experiment that it belongs to'),
  runCount: Count.nullable().describe('runs that go with it; null for what holds none'),
  size: Bytes.describe('bytes of its files; equal content is stored once, so fewer may be freed'),
  deletedAt: Timestamp,
  deletedBy: z.string().nullable().describe('user name; null where it is not known'),
  purgedAt: Timestamp.nullable().describe('when it goes for good by itself; null: never')
});
export type TrashItem = z.infer<typeof TrashItem>;

const ItemReference = TrashItem.pick({ kind: true, id: true }).extend({
  id: z.string().min(1).max(128)
});

/** What of the trash is meant; `content` means none of it, only content that nothing refers to. */
export const TrashSelection = z.discriminatedUnion('type', [
  z.object({ type: z.literal('items'), items: z.array(ItemReference).min(1).max(1_000) }),
  z.object({ type: z.literal('all') }),
  z.object({ type: z.literal('expired') }).describe('what has lain there longer than is kept'),
  z.object({ type: z.literal('content') })
]);
export type TrashSelection = z.infer<typeof TrashSelection>;

/** How long a workspace keeps what lies in its trash. */
export const TrashRetention = z.object({
  days: z.number().int().min(0).max(36_500).nullable().describe('null: for ever')
});
export type TrashRetention = z.infer<typeof TrashRetention>;

const Amount = z.object({ count: Count, bytes: Bytes });

/** What refers to a content. */
export const ContentReference = z.object({
  kind: z.enum([
    'run',
    'logged-model',
    'dataset-version',
    'model-version',
    'job',
    'schedule',
    'upload'
  ]),
  id: z.string(),
  name: z.string()
});
export type ContentReference = z.infer<typeof ContentReference>;

const Referred = z.object({
  sha256: Sha256,
  references: z.array(ContentReference).describe('some of them')
});

/** What a collection would do. */
export const CollectionPreview = z.object({
  experiments: Count,
  runs: Count,
  loggedModels: Count,
  metrics: Count.describe('series'),
  points: Count,
  files: Count.describe('artifacts; many may have one content'),
  freed: Amount.describe('content that would go'),
  fresh: Amount.describe('content that goes later: it was stored or claimed a moment ago'),
  kept: Amount.describe('content that stays, since something else refers to it'),
  keptExamples: z.array(Referred.extend({ size: Bytes })),
  missing: Count.describe('contents that something refers to and that are not there'),
  missingExamples: z.array(Referred)
});
export type CollectionPreview = z.infer<typeof CollectionPreview>;

export const CollectionState = z.enum([
  'running',
  'finished',
  'cancelled',
  'failed',
  'interrupted'
]);

/** Deleting for good, as it goes on. */
export const Collection = z.object({
  id: Id,
  workspaceId: Id,
  selection: z.enum(['items', 'all', 'expired', 'content']),
  state: CollectionState.describe('`interrupted`: its server has stopped; begin another one'),
  phase: z.enum(['rows', 'content']),
  startedBy: z.string(),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  experiments: Count,
  runs: Count,
  loggedModels: Count,
  examined: Count.describe('contents that were looked at'),
  freed: Amount,
  error: z.string().nullable()
});
export type Collection = z.infer<typeof Collection>;

const Request = z.object({
  selection: TrashSelection,
  graceMinutes: z
    .number()
    .int()
    .min(10)
    .max(525_600)
    .default(60)
    .describe('content that was stored or claimed within so many minutes stays')
});

const trashPath = `${inWorkspace}/trash`;
const oneCollection = `${trashPath}/collections/:collection`;
const CollectionParams = WorkspaceParams.extend({ collection: Id });

export const trash = {
  list: route({
    method: 'GET',
    path: trashPath,
    summary: 'List what lies in the trash, the last deleted first',
    params: WorkspaceParams,
    query: ListQuery.extend({ kind: TrashKind.optional() }),
    response: pageOf(TrashItem).extend({ retention: TrashRetention })
  }),
  restore: route({
    method: 'POST',
    path: `${trashPath}/restore`,
    summary: 'Take something out of the trash',
    params: WorkspaceParams,
    body: z.object({ items: TrashSelection.options[0].shape.items }),
    response: z.object({
      restored: Count,
      refused: z.array(ItemReference.extend({ message: z.string() }))
    })
  }),
  preview: route({
    method: 'POST',
    path: `${trashPath}/preview`,
    summary: 'What deleting for good would remove, free and keep; changes nothing',
    params: WorkspaceParams,
    body: Request,
    response: CollectionPreview
  }),
  collect: route({
    method: 'POST',
    path: `${trashPath}/collections`,
    summary:
      'Begin to delete for good and to free what nothing refers to; `in-use` while another collection goes on',
    status: 201,
    params: WorkspaceParams,
    body: Request,
    response: Collection
  }),
  collections: route({
    method: 'GET',
    path: `${trashPath}/collections`,
    summary: 'The last collections, the newest first',
    params: WorkspaceParams,
    response: z.object({ items: z.array(Collection) })
  }),
  collection: route({
    method: 'GET',
    path: oneCollection,
    summary: 'How far a collection has come; `trash` events tell when to ask again',
    params: CollectionParams,
    response: Collection
  }),
  cancel: route({
    method: 'POST',
    path: `${oneCollection}/cancel`,
    summary: 'Stop a collection; what it has removed stays removed',
    params: CollectionParams,
    response: Collection
  }),
  retention: route({
    method: 'GET',
    path: `${trashPath}/retention`,
    summary: 'How long the workspace keeps its trash; 30 days unless told otherwise',
    params: WorkspaceParams,
    response: TrashRetention
  }),
  setRetention: route({
    method: 'PUT',
    path: `${trashPath}/retention`,
    summary: 'Say how long the workspace keeps its trash',
    params: WorkspaceParams,
    body: TrashRetention,
    response: TrashRetention
  })
};
