import { AtelierError } from '@atelier-ml/api';
import type { Lineage } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { addressOf } from './address.ts';
import type { Place } from './address.ts';
import { createLineageStore } from './lineage.store.ts';
import type { LineageStore } from './lineage.store.ts';
import { createNeighbours } from './neighbours.ts';
import { presentPlaces } from './present.ts';
import { walk } from './walk.ts';
import type { WalkOptions } from './walk.ts';

export interface LineageOptions {
  database: Database;
  workspaces: Workspaces;
}

type Query = Pick<WalkOptions, 'direction' | 'depth' | 'limit'>;

export type LineageService = ReturnType<typeof createLineage>;

/** What was made from what, as a query over what was written when it was made. */
export function createLineage({ database, workspaces }: LineageOptions) {
  async function lineageOf(
    workspace: string,
    find: (store: LineageStore) => Promise<Place | undefined>,
    query: Query,
    user: User
  ): Promise<Lineage> {
    const { id, name } = await workspaces.resolve(workspace, user);
    const store = createLineageStore(database.reads, id, query.limit + 1);
    const subject = (await find(store)) ?? missing();
    const neighbours = createNeighbours(store, name);
    const walked = await walk(subject, { ...query, workspace: name, neighbours });
    return {
      subject: addressOf(subject, name),
      nodes: await presentPlaces(store, walked.places),
      edges: walked.edges,
      truncated: walked.truncated
    };
  }

  return {
    run: (workspace: string, id: string, query: Query, user: User) =>
      lineageOf(
        workspace,
        async store => ((await store.runs([id])).length ? { kind: 'run', id } : undefined),
        query,
        user
      ),
    version: (
      workspace: string,
      asset: { kind: 'dataset' | 'model'; reference: string; version: number },
      query: Query,
      user: User
    ) =>
      lineageOf(
        workspace,
        async store => {
          const { kind, reference, version } = asset;
          const name = await store.findVersion(kind, reference, version);
          return name === undefined ? undefined : { kind, name, version: String(version) };
        },
        query,
        user
      ),
    endpoint: (workspace: string, reference: string, query: Query, user: User) =>
      lineageOf(
        workspace,
        async store => {
          const found = await store.findEndpoint(reference);
          return found && { kind: 'endpoint', name: found.name };
        },
        query,
        user
      )
  };
}

function missing(): never {
  throw new AtelierError('not-found', 'There is nothing of that name in this workspace.', {
    remedy: 'It may have been deleted, or lie in another workspace.'
  });
}
