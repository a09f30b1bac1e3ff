import type { MlflowExperiment, mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import { createExperimentStore, DEFAULT_EXPERIMENT } from '../experiments/index.ts';
import type { ExperimentRow } from '../experiments/index.ts';
import type { Change } from '../system/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid, missing, MlflowError } from './errors.ts';
import { experimentUri } from './places.ts';
import { listed } from './run-present.ts';
import { searchExperiments } from './experiment-search.ts';
import { createTrackingStore } from './tracking.store.ts';
import { requireExperimentName, requireExperimentTag } from './validation.ts';

const SUMMARIES = 1_000;
const MOST_EXPERIMENTS = 20;
const LARGEST_NUMBER = 2_147_483_647;

/** The number that MLflow calls the id of an experiment; 0 if it is left out. */
export function experimentNumber(id: string | undefined): number {
  if (id && !/^\s*[+-]?\d+\s*$/.test(id)) {
    throw invalid(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`);
  }
  const number = Number(id || 0);
  return Math.abs(number) <= LARGEST_NUMBER ? number : -1;
}

export function requireActive({ deleted_at, number }: ExperimentRow): void {
  if (deleted_at !== null) {
    throw invalid(
      `The experiment ${number} must be in the 'active' state. Current state is deleted.`
    );
  }
}

/** The experiment with that id, in the trash or not; 0 is made when it is asked for first. */
export async function findExperiment(
  { database, experiments, workspaceId }: MlflowContext,
  id: string | undefined
): Promise<ExperimentRow> {
  const number = experimentNumber(id);
  const store = createExperimentStore(database.queries);
  const row = await store.findByNumber(workspaceId, number);
  if (row) {
    return row;
  }
  if (number === 0) {
    await experiments.getByNumber(workspaceId, 0);
    return (await store.findByNumber(workspaceId, 0))!;
  }
  throw missing(`No Experiment with id=${id} exists`);
}

export function createExperimentHandlers(
  context: MlflowContext
): HandlersOf<typeof mlflowRoutes.experiments> {
  const { changes, clock, database, workspaceId } = context;
  const tracking = createTrackingStore(database.queries);
  const find = (id: string): Promise<ExperimentRow> => findExperiment(context, id);

  async function present(rows: ExperimentRow[]): Promise<MlflowExperiment[]> {
    const ids = rows.map(row => row.id);
    const tags = await createExperimentStore(database.queries).tags(ids);
    const ofExperiment = Map.groupBy(tags, tag => tag.experiment_id);
    return rows.map(row => ({
      experiment_id: String(row.number),
      name: row.name,
      artifact_location: experimentUri(row),
      lifecycle_stage: row.deleted_at === null ? 'active' : 'deleted',
      last_update_time: row.updated_at,
      creation_time: row.created_at,
      ...listed(
        'tags',
        (ofExperiment.get(row.id) ?? []).map(({ key, value }) => ({ key, value }))
      )
    }));
  }
  const presentOne = async (row: ExperimentRow) => ({ experiment: (await present([row]))[0]! });

  async function change(
    row: ExperimentRow,
    changed: Partial<ExperimentRow>,
    action: Change['action']
  ): Promise<Record<string, never>> {
    await changes.commit(async (queries, announce) => {
      await createExperimentStore(queries).update(row.id, { updated_at: clock(), ...changed });
      announce(changeOf({ ...row, ...changed }, action));
    });
    return {};
  }

  async function requireFree(name: string): Promise<void> {
    requireExperimentName(name);
    // The one that everybody has is there even before it is asked for.
    if (name === DEFAULT_EXPERIMENT) {
      await find('0');
    }
    if (await tracking.experimentByName(workspaceId, name)) {
      throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${name}) already exists.`);
    }
  }

  async function create(name: string, location: string | undefined, tags: Map<string, string>) {
    const now = clock();
    return changes.commit(async (queries, announce) => {
      const store = createExperimentStore(queries);
      const row = await store.insert({
        id: newId(),
        workspace_id: workspaceId,
        name,
        description: '',
        artifact_location: location || null,
        created_at: now,
        updated_at: now,
        deleted_at: null
      });
      await store.setTags(row.id, Object.fromEntries(tags));
      announce(changeOf(row, 'created'));
      return row;
    });
  }

  const search = async (query: Parameters<typeof searchExperiments>[1]) => {
    const { nextPageToken, rows } = await searchExperiments(context, query);
    return {
      ...listed('experiments', await present(rows)),
      ...(nextPageToken && { next_page_token: nextPageToken })
    };
  };

  return {
    async create({ body }) {
      body.tags.forEach(requireExperimentTag);
      if (body.artifact_location?.startsWith('runs:')) {
        throw invalid(
          `Artifact location cannot be a runs:/ URI. Given: '${body.artifact_location}'`
        );
      }
      await requireFree(body.name);
      const tags = new Map(body.tags.map(({ key, value }) => [key, value]));
      const { number } = await create(body.name, body.artifact_location, tags);
      return { experiment_id: String(number) };
    },
    get: async ({ query }) => presentOne(await find(query.experiment_id)),
    async getByName({ query }) {
      const name = query.experiment_name;
      if (name === DEFAULT_EXPERIMENT) {
        await find('0');
      }
      const row = await tracking.experimentByName(workspaceId, name);
      if (!row) {
        throw missing(`Could not find experiment with name '${name}'`);
      }
      return presentOne(row);
    },
    async update({ body }) {
      const row = await find(body.experiment_id);
      if (row.deleted_at !== null) {
        throw new MlflowError('INVALID_STATE', 'Cannot rename a non-active experiment.');
      }
      if (body.new_name === row.name) {
        return {};
      }
      await requireFree(body.new_name);
      return change(row, { name: body.new_name }, 'updated');
    },
    async delete({ body, user }) {
      const row = await find(body.experiment_id);
      if (row.deleted_at !== null) {
        throw missing(`No Experiment with id=${body.experiment_id} exists`);
      }
      return change(row, { deleted_at: clock(), deleted_by: user.username }, 'deleted');
    },
    async restore({ body }) {
      const row = await find(body.experiment_id);
      if (row.deleted_at === null) {
        throw missing(`No Experiment with id=${body.experiment_id} exists`);
      }
      return change(row, { deleted_at: null }, 'created');
    },
    async setTag({ body }) {
      requireExperimentTag(body);
      const row = await find(body.experiment_id);
      requireActive(row);
      await changes.commit(async (queries, announce) => {
        await createTrackingStore(queries).setExperimentTag(row.id, body.key, body.value);
        announce(changeOf(row, 'updated'));
      });
      return {};
    },
    async deleteTag({ body }) {
      const row = await find(body.experiment_id);
      requireActive(row);
      await changes.commit(async (queries, announce) => {
        if (!(await createTrackingStore(queries).deleteExperimentTag(row.id, body.key))) {
          throw missing(
            `No tag with name: ${body.key} in experiment with id ${body.experiment_id}`
          );
        }
        announce(changeOf(row, 'updated'));
      });
      return {};
    },
    search: ({ body }) => search(body),
    searchByQuery: ({ query }) => search(query),
    async searchDatasets({ body }) {
      const { experiment_ids: ids } = body;
      if (!ids.length || ids.length > MOST_EXPERIMENTS) {
        throw invalid(
          ids.length
            ? `SearchDatasets request cannot specify more than ${MOST_EXPERIMENTS} experiment_ids. ` +
                `Received ${ids.length} experiment_ids.`
            : 'SearchDatasets request must specify at least one experiment_id.'
        );
      }
      const rows = await tracking.experimentsByNumber(workspaceId, ids.map(experimentNumber));
      const numbers = new Map(rows.map(row => [row.id, String(row.number)]));
      const found = await tracking.datasetSummaries([...numbers.keys()], SUMMARIES);
      return listed(
        'dataset_summaries',
        found.map(({ context, digest, experiment_id, name }) => ({
          experiment_id: numbers.get(experiment_id)!,
          name,
          digest,
          ...(context && { context })
        }))
      );
    }
  };
}

function changeOf(row: ExperimentRow, action: Change['action']): Change {
  const { id, name, workspace_id: workspaceId } = row;
  return { kind: 'experiment', action, workspaceId, subjectId: id, name };
}
