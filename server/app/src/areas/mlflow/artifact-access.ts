import { changeOf } from '../experiments/index.ts';
import { createModelStore } from '../models/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid, missing } from './errors.ts';
import { createFiles } from './files.ts';
import { requireLoggedModel } from './logged-model-lookup.ts';
import { placeAt } from './places.ts';
import type { Place } from './places.ts';
import { findRun } from './runs.ts';

/** Finds the places of files, and changes what lies there. */
export function createArtifactAccess(context: MlflowContext) {
  const { changes } = context;

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

  return { change, placeOf };
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
