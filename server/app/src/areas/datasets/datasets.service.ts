import { AtelierError } from '@atelier-ml/api';
import type { Dataset, DatasetContent, DatasetVersion } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Tables } from '../../drivers/tables/index.ts';
import type { Download, User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { mediaTypeOf, presentVersion, readContent, tableOf } from './content.ts';
import { createDatasetStore } from './datasets.store.ts';
import type { DatasetRow, DatasetVersionRow } from './datasets.store.ts';

type Content = z.infer<typeof DatasetContent>;
type Tags = Record<string, string>;

/** A dataset as a path names it. */
interface Place {
  workspace: string;
  dataset: string;
}
type VersionPlace = Place & { version: number | 'latest' };

export interface DatasetsOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  storage: Storage;
  tables: Tables;
  workspaces: Workspaces;
}

export type Datasets = ReturnType<typeof createDatasets>;

export function createDatasets(options: DatasetsOptions) {
  const { changes, clock, database, storage, tables, workspaces } = options;
  const store = createDatasetStore(database.queries);
  workspaces.addContent({
    what: 'datasets',
    count: (queries, workspaceId) => createDatasetStore(queries).count(workspaceId)
  });

  async function find({ dataset, workspace }: Place, user: User): Promise<DatasetRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    const row = await store.find(id, dataset);
    if (!row) {
      throw new AtelierError('not-found', `There is no dataset “${dataset}” in “${name}”.`, {
        remedy: 'Look at the list of datasets; it may have been renamed or deleted.'
      });
    }
    return row;
  }

  async function findVersion(place: VersionPlace, user: User): Promise<DatasetVersion> {
    const dataset = await find(place, user);
    const number = place.version === 'latest' ? dataset.latest_version : place.version;
    const row = await store.findVersion(dataset.id, number);
    if (!row) {
      throw new AtelierError(
        'not-found',
        `The dataset “${dataset.name}” has no version ${number}.`,
        { remedy: `Its versions are 1 to ${dataset.latest_version}.` }
      );
    }
    return presentVersion(row);
  }

  async function present(rows: DatasetRow[]): Promise<Dataset[]> {
    const latest = await store.latestVersions(rows.map(row => row.id));
    const byDataset = new Map(latest.map(version => [version.dataset_id, version]));
    return rows.flatMap(row => {
      const version = byDataset.get(row.id);
      return version ? [presentDataset(row, version)] : [];
    });
  }

  return {
    async list(
      place: { workspace: string },
      { cursor, limit, search }: { cursor?: string; limit: number; search?: string },
      user: User
    ) {
      const workspaceId = (await workspaces.resolve(place.workspace, user)).id;
      const position = z.tuple([z.number(), z.string()]);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, position);
      const found = await store.list({ workspaceId, search, after, limit: limit + 1 });
      const { nextCursor, rows } = cutPage(found, limit, row => [row.updated_at, row.id]);
      const total = await store.count(workspaceId, search);
      return { items: await present(rows), total, nextCursor };
    },
    async get(place: Place, user: User): Promise<Dataset> {
      const [dataset] = await present([await find(place, user)]);
      return dataset ?? goneMeanwhile();
    },
    async create(
      place: { workspace: string },
      input: { name: string; description: string; tags: Tags; content: Content },
      user: User
    ): Promise<Dataset> {
      const workspace = await workspaces.resolve(place.workspace, user);
      const content = await readContent(input.content, 'body.content', { storage, tables });
      const now = clock();
      const row: DatasetRow = {
        id: newId(),
        workspace_id: workspace.id,
        name: input.name,
        description: input.description,
        tags: JSON.stringify(input.tags),
        latest_version: 1,
        created_at: now,
        updated_at: now
      };
      const version = { ...content, dataset_id: row.id, version: 1, created_at: now };
      await naming('dataset', input.name, () =>
        changes.commit(async (queries, announce) => {
          const within = createDatasetStore(queries);
          await within.insert(row);
          await within.insertVersion(version);
          announce(changeOf(row, 'created'));
        })
      );
      return presentDataset(row, version);
    },
    async update(
      place: Place,
      input: { name?: string; description?: string; tags?: Tags },
      user: User
    ): Promise<Dataset> {
      const row = await find(place, user);
      const { description, name, tags } = input;
      const changed = {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...(tags !== undefined && { tags: JSON.stringify(tags) }),
        updated_at: clock()
      };
      await naming('dataset', name ?? row.name, () =>
        changes.commit(async (queries, announce) => {
          if (!(await createDatasetStore(queries).update(row.id, changed))) {
            goneMeanwhile();
          }
          announce(changeOf({ ...row, ...changed }, 'updated'));
        })
      );
      const [dataset] = await present([{ ...row, ...changed }]);
      return dataset ?? goneMeanwhile();
    },
    async delete(place: Place, user: User): Promise<void> {
      const row = await find(place, user);
      await changes.commit(async (queries, announce) => {
        await createDatasetStore(queries).delete(row.id);
        announce(changeOf(row, 'deleted'));
      });
    },
    async listVersions(place: Place, user: User) {
      const rows = await store.listVersions((await find(place, user)).id);
      return { items: rows.map(presentVersion), total: rows.length };
    },
    getVersion: findVersion,
    async createVersion(place: Place, input: Content, user: User): Promise<DatasetVersion> {
      const { id } = await find(place, user);
      const content = await readContent(input, 'body', { storage, tables });
      const row = await changes.commit(async (queries, announce) => {
        const within = createDatasetStore(queries);
        const dataset = (await within.lock(id)) ?? goneMeanwhile();
        const known = await within.findVersionByContent(id, content.sha256, content.format);
        if (known) {
          return known;
        }
        const now = clock();
        const number = dataset.latest_version + 1;
        const version = { ...content, dataset_id: id, version: number, created_at: now };
        await within.insertVersion(version);
        await within.update(id, { latest_version: number, updated_at: now });
        announce(changeOf(dataset, 'updated'));
        return version;
      });
      return presentVersion(row);
    },
    async content(place: VersionPlace, user: User): Promise<Download> {
      const { filename, format, sha256, size } = await findVersion(place, user);
      const mediaType = mediaTypeOf(format);
      return { content: part => storage.read(sha256, part), size, filename, sha256, mediaType };
    },
    async preview(place: VersionPlace, page: { offset: number; limit: number }, user: User) {
      const { shape, source } = await tableOf(await findVersion(place, user), storage);
      return tables.preview(source, shape, page);
    },
    async statistics(place: VersionPlace, user: User) {
      const { shape, source } = await tableOf(await findVersion(place, user), storage);
      return tables.statistics(source, shape);
    }
  };
}

function presentDataset(row: DatasetRow, latest: DatasetVersionRow): Dataset {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    tags: JSON.parse(row.tags) as Tags,
    versionCount: row.latest_version,
    latest: presentVersion(latest),
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}

function changeOf(row: DatasetRow, action: 'created' | 'updated' | 'deleted') {
  return {
    kind: 'dataset',
    action,
    workspaceId: row.workspace_id,
    subjectId: row.id,
    name: row.name
  } as const;
}

function goneMeanwhile(): never {
  throw new AtelierError('not-found', 'The dataset was deleted meanwhile.', {
    remedy: 'Look at the list of datasets.'
  });
}
