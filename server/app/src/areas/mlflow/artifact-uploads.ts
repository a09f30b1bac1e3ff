import type { mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { partPath } from '../uploads/index.ts';
import { createArtifactAccess } from './artifact-access.ts';
import type { MlflowContext } from './context.ts';
import { invalid } from './errors.ts';
import type { Place } from './places.ts';

type Handlers = HandlersOf<typeof mlflowRoutes.artifacts.uploads>;

/** Files in parts. Parts are PUT without the client's login, so each carries the upload's own key. */
export function createArtifactUploadHandlers(context: MlflowContext): Handlers {
  const { clock, partUploads, workspaceId } = context;
  const { change, placeOf } = createArtifactAccess(context);

  /** Where the file will lie, and the text that ties its upload to that place. */
  async function targetOf(folder: string, file: string): Promise<{ place: Place; target: string }> {
    const name = file.split(/[/\\]/).at(-1)!;
    if (!name) {
      throw invalid(`Invalid path: ${file.slice(0, 200)}`);
    }
    const place = await placeOf(`${folder.replace(/\/+$/, '')}/${name}`, true);
    const { id, kind } = place.owner;
    return { place, target: `mlflow/${workspaceId}/${kind}/${id}/${place.path}` };
  }

  return {
    async create({ address, body, params }) {
      const { target } = await targetOf(params.path, body.path);
      const base = address?.() ?? '';
      const { id, key } = await partUploads.begin({ target, parts: body.num_parts });
      return {
        upload_id: id,
        credentials: Array.from({ length: body.num_parts }, (_, index) => ({
          url: `${base}${partPath(id, index + 1)}`,
          part_number: index + 1,
          headers: { authorization: `Bearer ${key}` }
        }))
      };
    },
    async complete({ body, params }) {
      const { place, target } = await targetOf(params.path, body.path);
      const sent = body.parts.map(({ etag = '', part_number: number }) => ({ number, etag }));
      await partUploads.complete(body.upload_id, target, sent, blob =>
        change(place, files => files.put(place, blob, clock()))
      );
      return {};
    },
    async abort({ body, params }) {
      const { target } = await targetOf(params.path, body.path);
      await partUploads.abort(body.upload_id, target);
      return {};
    }
  };
}
