import { AtelierError } from '@atelier-ml/api';
import type { Model, ModelSource, ModelVersion } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { Scoring } from '../../drivers/scoring/scoring.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Download, User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createAliases } from './aliases.ts';
import { changeOf } from './changes.ts';
import { contentOf } from './download.ts';
import { NOT_OF_MLFLOW, readModelFile } from './content.ts';
import type { RunLookup } from './content.ts';
import { createModelLookup, goneMeanwhile } from './lookup.ts';
import type { ModelPlace, VersionPlace } from './lookup.ts';
import { createModelStore } from './models.store.ts';
import type { ModelRow, ModelVersionRow } from './models.store.ts';
import { presentModel, presentVersion, withOrigin } from './presentation.ts';
import { createVersionStore } from './versions.store.ts';

interface NewVersion {
  source: z.infer<typeof ModelSource>;
  description: string;
  example?: Record<string, z.core.util.JSONType>;
  aliases: string[];
}

/** Names what uses a model (of one version, or of any), e.g. endpoints that serve it. */
export type ModelUse = (queries: Queries, modelId: string, version?: number) => Promise<string[]>;

export interface ModelsOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  storage: Storage;
  scoring: Scoring;
  workspaces: Workspaces;
  /** Runs as this user sees them. */
  runsOf(user: User): RunLookup;
}

export type Models = ReturnType<typeof createModels>;

export function createModels(options: ModelsOptions) {
  const { changes, clock, database, runsOf, scoring, storage, workspaces } = options;
  const store = createModelStore(database.queries);
  const versions = createVersionStore(database.queries);
  const lookup = createModelLookup(database.queries, workspaces);
  const uses: ModelUse[] = [];
  workspaces.addContent({
    what: 'models',
    count: (queries, workspaceId) => createModelStore(queries).count(workspaceId)
  });

  async function present(rows: ModelRow[]): Promise<Model[]> {
    const ids = rows.map(row => row.id);
    const [all, aliases] = [await versions.listOf(ids), await versions.aliasesOf(ids)];
    return rows.flatMap(row => {
      const own = all.filter(version => version.model_id === row.id && version.format !== 'prompt');
      return own.length
        ? [
            presentModel(
              row,
              own,
              aliases.filter(a => a.model_id === row.id)
            )
          ]
        : [];
    });
  }

  async function presentOne(row: ModelRow): Promise<Model> {
    const [model] = await present([row]);
    return model ?? goneMeanwhile();
  }

  async function readVersion(workspace: string, input: NewVersion, path: string, user: User) {
    const drivers = { runs: runsOf(user), scoring, storage };
    return {
      ...NOT_OF_MLFLOW,
      ...(await readModelFile(workspace, input.source, path, drivers)),
      description: input.description,
      example: input.example ? JSON.stringify(input.example) : null
    };
  }

  async function refuseUsed(queries: Queries, model: ModelRow, version?: number): Promise<void> {
    for (const use of uses) {
      const [first, ...more] = await use(queries, model.id, version);
      if (first) {
        const others = more.length ? ` and ${more.length} more` : '';
        throw new AtelierError(
          'in-use',
          `The model “${model.name}” is served by the endpoint “${first}”${others}.`,
          { remedy: 'Delete the endpoint, or let it serve another version, first.' }
        );
      }
    }
  }

  return {
    /** Areas that use models say so, so that no model is deleted under them. */
    addUse(use: ModelUse): void {
      uses.push(use);
    },
    /** Within a transaction. @throws AtelierError `in-use` while something uses the model */
    refuseUsed,
    findReference: lookup.findReference,
    /** Within a transaction: keeps the version from being deleted before it ends. */
    async hold(queries: Queries, modelId: string, version: number): Promise<void> {
      await createModelStore(queries).lock(modelId);
      if (!(await createVersionStore(queries).find(modelId, version))) {
        goneMeanwhile();
      }
    },
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
    async get(place: ModelPlace, user: User): Promise<Model> {
      return presentOne(await lookup.find(place, user));
    },
    async create(
      place: { workspace: string },
      input: { name: string; tags: Record<string, string>; version: NewVersion },
      user: User
    ): Promise<Model> {
      const workspace = await workspaces.resolve(place.workspace, user);
      const content = await readVersion(workspace.id, input.version, 'body.version', user);
      const now = clock();
      const row: ModelRow = {
        id: newId(),
        workspace_id: workspace.id,
        name: input.name,
        description: '',
        tags: JSON.stringify(input.tags),
        last_version: 1,
        created_at: now,
        updated_at: now
      };
      await naming('model', input.name, () =>
        changes.commit(async (queries, announce) => {
          await createModelStore(queries).insert(row);
          const version = { ...content, model_id: row.id, version: 1, created_at: now };
          await insertVersion(queries, version, input.version.aliases, user, now);
          announce(changeOf(row, 'created'));
        })
      );
      return presentOne(row);
    },
    async update(
      place: ModelPlace,
      input: { name?: string; description?: string; tags?: Record<string, string> },
      user: User
    ): Promise<Model> {
      const row = await lookup.find(place, user);
      const { description, name, tags } = input;
      const changed = {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...(tags !== undefined && { tags: JSON.stringify(tags) }),
        updated_at: clock()
      };
      await naming('model', name ?? row.name, () =>
        changes.commit(async (queries, announce) => {
          if (!(await createModelStore(queries).update(row.id, changed))) {
            goneMeanwhile();
          }
          announce(changeOf({ ...row, ...changed }, 'updated'));
        })
      );
      return presentOne({ ...row, ...changed });
    },
    async delete(place: ModelPlace, user: User): Promise<void> {
      const row = await lookup.find(place, user);
      await changes.commit(async (queries, announce) => {
        await createModelStore(queries).lock(row.id);
        await refuseUsed(queries, row);
        await createModelStore(queries).delete(row.id);
        announce(changeOf(row, 'deleted'));
      });
    },
    async listVersions(place: ModelPlace, user: User) {
      const model = await lookup.find(place, user);
      const rows = await versions.list(model.id);
      const aliases = await versions.aliasesOf([model.id]);
      const gone = await versions.goneRuns(rows);
      return {
        items: rows.map(row => withOrigin(presentVersion(model, row, aliases), gone)),
        total: rows.length
      };
    },
    async getVersion(place: VersionPlace, user: User): Promise<ModelVersion> {
      const model = await lookup.find(place, user);
      const row = await lookup.findVersionOf(model, place.version);
      const version = presentVersion(model, row, await versions.aliasesOf([model.id]));
      return withOrigin(version, await versions.goneRuns([row]));
    },
    async createVersion(place: ModelPlace, input: NewVersion, user: User): Promise<ModelVersion> {
      const found = await lookup.find(place, user);
      const content = await readVersion(found.workspace_id, input, 'body', user);
      const { model, row } = await changes.commit(async (queries, announce) => {
        const within = createModelStore(queries);
        const locked = (await within.lock(found.id)) ?? goneMeanwhile();
        const now = clock();
        const number = locked.last_version + 1;
        const version = { ...content, model_id: found.id, version: number, created_at: now };
        await insertVersion(queries, version, input.aliases, user, now);
        await within.update(found.id, { last_version: number, updated_at: now });
        announce(changeOf(locked, 'updated'));
        return { model: locked, row: version };
      });
      return presentVersion(model, row, await versions.aliasesOf([model.id]));
    },
    async content(place: VersionPlace, user: User): Promise<Download> {
      const model = await lookup.find(place, user);
      const row = await lookup.findVersionOf(model, place.version);
      return contentOf(model, row, await versions.files(model.id, row.version), storage);
    },
    async deleteVersion(place: VersionPlace, user: User): Promise<void> {
      const model = await lookup.find(place, user);
      const { version } = await lookup.findVersionOf(model, place.version);
      await changes.commit(async (queries, announce) => {
        const locked = (await createModelStore(queries).lock(model.id)) ?? goneMeanwhile();
        await refuseUsed(queries, locked, version);
        const within = createVersionStore(queries);
        const all = await within.list(model.id);
        if (all.length === 1) {
          throw new AtelierError('in-use', 'This is the only version of the model.', {
            remedy: 'Delete the model as a whole.'
          });
        }
        for (const { alias } of (await within.aliasesOf([model.id])).filter(
          candidate => candidate.version === version
        )) {
          await within.noteAlias(model.id, alias, null, user.username, clock());
        }
        await within.delete(model.id, version);
        await createModelStore(queries).update(model.id, { updated_at: clock() });
        announce(changeOf(locked, 'updated'));
      });
    },
    aliases: createAliases({ changes, clock, lookup, present: presentOne })
  };
}

async function insertVersion(
  queries: Queries,
  version: ModelVersionRow,
  aliases: string[],
  user: User,
  now: number
): Promise<void> {
  const within = createVersionStore(queries);
  await within.insert(version);
  for (const alias of new Set(aliases)) {
    await within.setAlias(version.model_id, alias, version.version);
    await within.noteAlias(version.model_id, alias, version.version, user.username, now);
  }
}
