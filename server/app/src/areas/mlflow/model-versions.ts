import type { mlflowRoutes } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { HandlersOf } from '../../http/index.ts';
import { createModelStore, createVersionStore, modelChangeOf } from '../models/index.ts';
import type { ModelRow, ModelVersionRow } from '../models/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid } from './errors.ts';
import { createLoggedModelStore } from './logged-models.store.ts';
import { createModelSources } from './model-source.ts';
import { versionUri } from './places.ts';
import { withoutTag, withTag } from './registered-models.ts';
import { findModel, findVersion, stageNamed } from './registry-lookup.ts';
import { NO_STAGE, pairsIn, presentVersion, stageOf } from './registry-present.ts';
import { searchVersions } from './registry-search.ts';
import { createRegistryStore } from './registry.store.ts';
import { requireRegistryTag } from './validation.ts';

const SERVED = ['Staging', 'Production'];

type Handlers = HandlersOf<typeof mlflowRoutes.registry.versions>;
type Body = Parameters<Handlers['create']>[0]['body'];
type Version = { model: ModelRow; row: ModelVersionRow };

export function createModelVersionHandlers(context: MlflowContext): Handlers {
  const { changes, clock, database, models } = context;
  const sources = createModelSources(context);

  async function present(name: string, version: string) {
    const { model, row } = await findVersion(context, name, version);
    const aliases = await createVersionStore(database.queries).aliasesOf([model.id]);
    return { model_version: presentVersion(model.name, row, aliases) };
  }

  /** Changes a version while its model is locked. */
  async function change(
    { name, version }: { name: string; version: string },
    work: (queries: Queries, version: Version, now: number) => Promise<unknown>
  ): Promise<void> {
    const found = await findVersion(context, name, version);
    await changes.commit(async (queries, announce) => {
      const model = (await createModelStore(queries).lock(found.model.id))!;
      const row = await createVersionStore(queries).find(model.id, found.row.version);
      const now = clock();
      await work(queries, { model, row: row ?? found.row }, now);
      await createModelStore(queries).update(model.id, { updated_at: now });
      announce(modelChangeOf(model, 'updated'));
    });
  }
  const update = (
    place: { name: string; version: string },
    changed: (row: ModelVersionRow) => Partial<ModelVersionRow>
  ): Promise<void> =>
    change(place, (queries, { model, row }, now) =>
      createRegistryStore(queries).updateVersion(model.id, row.version, {
        updated_at: now,
        ...changed(row)
      })
    );

  async function insert(body: Body): Promise<number> {
    const model = await findModel(context, body.name);
    const { content, files } = await sources.read(body);
    const tags = Object.fromEntries(body.tags.map(({ key, value }) => [key, value]));
    return changes.commit(async (queries, announce) => {
      const store = createModelStore(queries);
      const locked = (await store.lock(model.id))!;
      const version = locked.last_version + 1;
      const now = clock();
      const within = createVersionStore(queries);
      await within.insert({
        ...content,
        model_id: model.id,
        version,
        source: body.source,
        run_link: body.run_link || null,
        description: body.description ?? '',
        stage: null,
        tags: JSON.stringify(tags),
        example: null,
        created_at: now,
        updated_at: now
      });
      await within.insertFiles(
        files.map(({ mediaType, path, sha256, size }) => ({
          model_id: model.id,
          version,
          path,
          sha256,
          size,
          media_type: mediaType
        }))
      );
      await store.update(model.id, { last_version: version, updated_at: now });
      if (content.logged_model_id) {
        await noteRegistration(queries, content.logged_model_id, { name: body.name, version });
      }
      announce(modelChangeOf(locked, 'updated'));
      return version;
    });
  }

  return {
    async create({ body }) {
      body.tags.forEach(requireRegistryTag);
      const version = await insert(body);
      return present(body.name, String(version));
    },
    get: ({ query }) => present(query.name, query.version),
    async update({ body }) {
      await update(body, () => ({ description: body.description ?? '' }));
      return present(body.name, body.version);
    },
    async transitionStage({ body }) {
      const stage = stageNamed(body.stage);
      const archive = body.archive_existing_versions ?? false;
      if (archive && !SERVED.includes(stage)) {
        throw invalid(
          'Model version transition cannot archive existing model versions because ' +
            `'${body.stage}' is not an Active stage. Valid stages are ['Staging', 'Production']`
        );
      }
      await change(body, async (queries, { model, row }, now) => {
        const store = createRegistryStore(queries);
        const others = (await createVersionStore(queries).list(model.id)).filter(
          other => other.version !== row.version && stageOf(other) === stage
        );
        for (const other of archive ? others : []) {
          const archived = { stage: 'Archived', updated_at: now };
          await store.updateVersion(model.id, other.version, archived);
        }
        const next = { stage: stage === NO_STAGE ? null : stage, updated_at: now };
        await store.updateVersion(model.id, row.version, next);
      });
      return present(body.name, body.version);
    },
    async delete({ body, user }) {
      await change(body, async (queries, { model, row }, now) => {
        await models.refuseUsed(queries, model, row.version);
        const store = createVersionStore(queries);
        for (const alias of await store.aliasesOf([model.id])) {
          if (alias.version === row.version) {
            await store.noteAlias(model.id, alias.alias, null, user.username, now);
          }
        }
        await store.delete(model.id, row.version);
      });
      return {};
    },
    search: ({ query }) => searchVersions(context, query),
    async downloadUri({ query }) {
      const { row } = await findVersion(context, query.name, query.version);
      return { artifact_uri: await uriOf(row) };
    },
    async setTag({ body }) {
      requireRegistryTag(body);
      await update(body, row => ({ tags: withTag(row.tags, body.key, body.value) }));
      return {};
    },
    async deleteTag({ body }) {
      await update(body, row => ({ tags: withoutTag(row.tags, body.key) }));
      return {};
    }
  };

  /** The version’s own files; where it has none, those of its source. */
  async function uriOf(row: ModelVersionRow): Promise<string> {
    const files = await createVersionStore(database.queries).files(row.model_id, row.version);
    const own = files.length > 0 || row.source === null;
    return own ? versionUri(row.model_id, row.version) : sources.locate(row.source!);
  }
}

/** The logged model tells in a tag where it is registered. */
async function noteRegistration(
  queries: Queries,
  loggedModelId: string,
  registration: { name: string; version: number }
): Promise<void> {
  const store = createLoggedModelStore(queries);
  const row = await store.lock(loggedModelId);
  if (!row) {
    return;
  }
  const key = 'mlflow.modelVersions';
  const before = pairsIn(row.tags).find(tag => tag.key === key)?.value ?? '[]';
  const value = JSON.stringify([...(JSON.parse(before) as unknown[]), registration]);
  await store.update(loggedModelId, { tags: withTag(row.tags, key, value) });
}
