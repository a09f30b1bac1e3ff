import { z } from 'zod';
import { route } from './route.ts';
import { Id, Reference, VersionNumber } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** Something that was used or made. */
export const LineageNode = z.object({
  uri: z
    .string()
    .describe('e.g. `atelier://default/runs/<id>`, or the address of a source outside'),
  kind: z.enum(['dataset', 'run', 'model', 'endpoint', 'notebook', 'external']),
  id: z.string().nullable().describe('null for what lies elsewhere'),
  name: z.string(),
  detail: z.string().describe('version, status, folder, digest'),
  deleted: z.boolean().describe('it lies in the trash, or is gone'),
  gone: z.boolean().describe('it is not even in the trash')
});
export type LineageNode = z.infer<typeof LineageNode>;

/** Goes the way of the data: dataset → run → model → endpoint. */
export const LineageEdge = z.object({
  from: z.string(),
  to: z.string(),
  kind: z.enum(['used', 'produced', 'served', 'child', 'forked', 'ran'])
});
export type LineageEdge = z.infer<typeof LineageEdge>;

/** What was made from what. */
export const Lineage = z.object({
  subject: z.string().describe('address of what the lineage is about'),
  nodes: z.array(LineageNode).describe('the subject first'),
  edges: z.array(LineageEdge),
  truncated: z.boolean().describe('there is more than depth or limit allow')
});
export type Lineage = z.infer<typeof Lineage>;

const Query = z.object({
  direction: z
    .enum(['both', 'up', 'down'])
    .default('both')
    .describe('up: where it came from; down: what came of it'),
  depth: z.coerce.number().int().min(1).max(10).default(3).describe('steps from the subject'),
  limit: z.coerce.number().int().min(2).max(1_000).default(200).describe('nodes at most')
});

export const lineage = {
  run: route({
    method: 'GET',
    path: `${inWorkspace}/runs/:run/lineage`,
    summary: 'Where a run came from, and what came of it',
    params: WorkspaceParams.extend({ run: Id }),
    query: Query,
    response: Lineage
  }),
  dataset: route({
    method: 'GET',
    path: `${inWorkspace}/datasets/:dataset/versions/:version/lineage`,
    summary: 'Which runs have made and used a version of a dataset, and what came of them',
    params: WorkspaceParams.extend({ dataset: Reference, version: VersionNumber }),
    query: Query,
    response: Lineage
  }),
  model: route({
    method: 'GET',
    path: `${inWorkspace}/models/:model/versions/:version/lineage`,
    summary: 'Where a model version came from, and which endpoints and runs use it',
    params: WorkspaceParams.extend({ model: Reference, version: VersionNumber }),
    query: Query,
    response: Lineage
  }),
  endpoint: route({
    method: 'GET',
    path: `${inWorkspace}/endpoints/:endpoint/lineage`,
    summary: 'Which model versions an endpoint serves and has served, and where they came from',
    params: WorkspaceParams.extend({ endpoint: Reference }),
    query: Query,
    response: Lineage
  })
};
