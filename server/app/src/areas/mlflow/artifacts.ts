import type { mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { changeOf } from '../experiments/index.ts';
import { createModelStore } from '../models/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid, missing, MlflowError } from './errors.ts';
import { createFiles } from './files.ts';
import { requireLoggedModel } from './logged-model-lookup.ts';
import { experimentUri, placeAt, runUri, safePath } from './places.ts';
import type { Place } from './places.ts';
import { listed } from './run-present.ts';
import { findRun } from './runs.ts';
import { createTrackingStore } from './tracking.store.ts';

type Handlers = HandlersOf<typeof mlflowRoutes.artifacts>;

const notSupported = async (): Promise<never> => {
  // Clients that read these very words go on with one request for the whole file.
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    'Multipart upload is not supported for the current artifact repository'
  );
};
const notPresigned = async (): Promise<never> => {
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    'Presigned addresses are not supported for the current artifact repository'
  );
};

export function createArtifactHandlers(context: MlflowContext): Handlers {
  const { changes, clock, database, storage } = context;
  const files = createFiles(database.queries);

  /** The place, and that its owner is there. `toWrite`: and may be changed. */
  async function placeOf(path: string, toWrite = false): Promise<Place> {
    const place = placeAt(path);
    if (!place) {
      throw toWrite
        ? invalid(
            `Invalid path: ${path.slice(0, 200)}. Artifacts lie below those of a run ` +
              'or of a logged model.'
          )
        : missing(`No such artifact: '${path.slice(0, 200)}'`);
    }
    const { id, kind } = place.owner;
    if (kind === 'version') {
      await requireVersion(context, id, toWrite);
    } else if (kind === 'model') {
      await requireLoggedModel(context, id);
    } else {
      const run = await findRun(context, id);
      if (toWrite && (run.deleted_at ?? run.experiment_deleted_at) !== null) {
        throw invalid(`The run ${id} must be in the 'active' state. Current state is deleted.`);
      }
    }
    return place;
  }

  async function change(
    { owner }: Place,
    work: (files: ReturnType<typeof createFiles>) => Promise<unknown>
  ): Promise<void> {
    const run = owner.kind === 'run' ? await findRun(context, owner.id) : undefined;
    await changes.commit(async (queries, announce) => {
      await work(createFiles(queries));
      if (run) {
        announce(changeOf(run, 'updated'));
      }
    });
  }

  return {
    async ofRun({ query }) {
      const path = safePath(query.path ?? '');
      const run = await findRun(context, query.run_id);
      const [experiment] = await createTrackingStore(database.queries).experimentsOf([
        run.experiment_id
      ]);
      return {
        root_uri: runUri(experimentUri(experiment!), run.id),
        ...listed('files', await files.list({ owner: { kind: 'run', id: run.id }, path }))
      };
    },
    async list({ query }) {
      if (!placeAt(query.path ?? '')) {
        return {};
      }
      const place = await placeOf(query.path!);
      const found = await files.list(place);
      const start = place.path === '' ? 0 : place.path.length + 1;
      return listed(
        'files',
        found.map(file => ({ ...file, path: file.path.slice(start) }))
      );
    },
    async download({ params }) {
      const file = await files.find(await placeOf(params.path));
      return {
        ...file,
        content: part => storage.read(file.sha256, part),
        filename: file.path.split('/').at(-1)!
      };
    },
    async upload({ content, params }) {
      const place = await placeOf(params.path, true);
      if (place.path === '') {
        throw invalid(`Invalid path: ${params.path.slice(0, 200)}`);
      }
      const blob = await storage.put(content);
      await change(place, within => within.put(place, blob, clock()));
      return {};
    },
    async delete({ params }) {
      const place = await placeOf(params.path, true);
      await change(place, within => within.delete(place));
      return {};
    },
    uploads: { create: notSupported, complete: notSupported, abort: notSupported },
    presigned: notPresigned
  };
}

/** The files of a version are those that it was registered with. */
async function requireVersion(
  { database, workspaceId }: MlflowContext,
  modelId: string,
  toWrite: boolean
): Promise<void> {
  const model = await createModelStore(database.queries).findById(modelId);
  if (model?.workspace_id !== workspaceId) {
    throw missing('There is no such registered model.');
  }
  if (toWrite) {
    throw invalid('The files of a registered model version cannot be changed.');
  }
}
