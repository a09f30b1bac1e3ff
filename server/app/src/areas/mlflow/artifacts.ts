import type { mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { createArtifactAccess } from './artifact-access.ts';
import { createArtifactUploadHandlers } from './artifact-uploads.ts';
import type { MlflowContext } from './context.ts';
import { invalid, MlflowError } from './errors.ts';
import { createFiles } from './files.ts';
import { experimentUri, placeAt, runUri, safePath } from './places.ts';
import { listed } from './run-present.ts';
import { findRun } from './runs.ts';
import { createTrackingStore } from './tracking.store.ts';

type Handlers = HandlersOf<typeof mlflowRoutes.artifacts>;

const notPresigned = async (): Promise<never> => {
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    'Presigned addresses are not supported for the current artifact repository'
  );
};

export function createArtifactHandlers(context: MlflowContext): Handlers {
  const { clock, database, storage } = context;
  const files = createFiles(database.queries);

  const { change, placeOf } = createArtifactAccess(context);

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
    uploads: createArtifactUploadHandlers(context),
    presigned: notPresigned
  };
}
