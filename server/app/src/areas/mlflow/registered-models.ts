import type { mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf, User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import { createModelStore, createVersionStore, modelChangeOf } from '../models/index.ts';
import type { ModelRow } from '../models/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid, MlflowError } from './errors.ts';
import { findModel, findVersion, stageNamed } from './registry-lookup.ts';
import { newestOfStages, presentModels, presentVersion } from './registry-present.ts';
import { searchModels } from './registry-search.ts';
import { createRegistryStore } from './registry.store.ts';
import { listed } from './run-present.ts';
import { requireAlias, requireModelName, requireRegistryTag } from './validation.ts';

/** What is asked of without stages: those that a model is served from. */
const SERVED = ['Staging', 'Production'];

type Handlers = HandlersOf<typeof mlflowRoutes.registry.models>;

export function createRegisteredModelHandlers(context: MlflowContext): Handlers {
  const { changes, clock, database, models, workspaceId } = context;
  const versions = createVersionStore(database.queries);

  async function present(row: ModelRow) {
    const [model] = await presentModels(database.queries, [row]);
    return { registered_model: model! };
  }

  /** Changes a model under a lock. @returns it as it is now */
  async function change(
    name: string,
    changed: (row: ModelRow) => Partial<ModelRow>
  ): Promise<ModelRow> {
    const { id } = await findModel(context, name);
    return changes.commit(async (queries, announce) => {
      const store = createModelStore(queries);
      const before = await store.lock(id);
      const row = { ...before!, updated_at: clock(), ...changed(before!) };
      await store.update(id, row);
      announce(modelChangeOf(row, 'updated'));
      return row;
    });
  }

  async function requireFree(name: string): Promise<void> {
    if (await createRegistryStore(database.queries).byName(workspaceId, name)) {
      throw new MlflowError(
        'RESOURCE_ALREADY_EXISTS',
        `Registered Model (name=${name}) already exists.`
      );
    }
  }

  async function pointAlias(
    name: string,
    alias: string,
    version: string | null,
    user: User
  ): Promise<void> {
    const found = version === null ? undefined : await findVersion(context, name, version);
    const model = found?.model ?? (await findModel(context, name));
    await changes.commit(async (queries, announce) => {
      await createModelStore(queries).lock(model.id);
      const within = createVersionStore(queries);
      const before = await within.findAlias(model.id, alias);
      const number = found?.row.version ?? null;
      if ((before?.version ?? null) === number) {
        return;
      }
      await (number === null
        ? within.deleteAlias(model.id, alias)
        : within.setAlias(model.id, alias, number));
      const now = clock();
      await within.noteAlias(model.id, alias, number, user.username, now);
      await createModelStore(queries).update(model.id, { updated_at: now });
      announce(modelChangeOf(model, 'updated'));
    });
  }

  async function latestVersions({ name, stages = [] }: { name: string; stages?: string[] }) {
    const wanted = (stages.length ? stages : SERVED).map(stageNamed);
    const model = await findModel(context, name);
    const aliases = await versions.aliasesOf([model.id]);
    const newest = newestOfStages(await versions.list(model.id), [...new Set(wanted)]);
    return listed(
      'model_versions',
      newest.map(row => presentVersion(model.name, row, aliases))
    );
  }

  return {
    async create({ body }) {
      requireModelName(body.name);
      body.tags.forEach(requireRegistryTag);
      await requireFree(body.name);
      const now = clock();
      const row: ModelRow = {
        id: newId(),
        workspace_id: workspaceId,
        name: body.name,
        description: body.description ?? '',
        tags: JSON.stringify(Object.fromEntries(body.tags.map(({ key, value }) => [key, value]))),
        last_version: 0,
        created_at: now,
        updated_at: now
      };
      await changes.commit(async (queries, announce) => {
        await createModelStore(queries).insert(row);
        announce(modelChangeOf(row, 'created'));
      });
      return present(row);
    },
    get: async ({ query }) => present(await findModel(context, query.name)),
    async rename({ body: { name, new_name: newName = '' } }) {
      requireModelName(newName, 'new_name');
      if (newName !== name) {
        await findModel(context, name);
        await requireFree(newName);
      }
      return present(await change(name, () => ({ name: newName })));
    },
    update: async ({ body }) =>
      present(await change(body.name, () => ({ description: body.description ?? '' }))),
    async delete({ body }) {
      const row = await findModel(context, body.name);
      await changes.commit(async (queries, announce) => {
        await createModelStore(queries).lock(row.id);
        await models.refuseUsed(queries, row);
        await createModelStore(queries).delete(row.id);
        announce(modelChangeOf(row, 'deleted'));
      });
      return {};
    },
    search: ({ query }) => searchModels(context, query),
    latestVersions: ({ body }) => latestVersions(body),
    latestVersionsByQuery: ({ query }) => latestVersions(query),
    async setTag({ body }) {
      requireRegistryTag(body);
      await change(body.name, row => ({ tags: withTag(row.tags, body.key, body.value) }));
      return {};
    },
    async deleteTag({ body }) {
      await change(body.name, row => ({ tags: withoutTag(row.tags, body.key) }));
      return {};
    },
    async setAlias({ body, user }) {
      requireAlias(body.alias);
      await pointAlias(body.name, body.alias, body.version, user);
      return {};
    },
    async deleteAlias({ body, user }) {
      await pointAlias(body.name, body.alias, null, user);
      return {};
    },
    async getByAlias({ query: { alias, name } }) {
      const model = await findModel(context, name);
      const pointed = await versions.findAlias(model.id, alias);
      const row = pointed && (await versions.find(model.id, pointed.version));
      if (!row) {
        throw invalid(`Registered model alias ${alias} not found.`);
      }
      const aliases = await versions.aliasesOf([model.id]);
      return { model_version: presentVersion(model.name, row, aliases) };
    }
  };
}

export function withTag(text: string | null, key: string, value: string): string {
  const before = Object.entries(JSON.parse(text ?? '{}') as Record<string, string>);
  return JSON.stringify(Object.fromEntries([...before, [key, value]]));
}

export function withoutTag(text: string | null, key: string): string {
  const tags = Object.entries(JSON.parse(text ?? '{}') as Record<string, string>);
  return JSON.stringify(Object.fromEntries(tags.filter(([name]) => name !== key)));
}
