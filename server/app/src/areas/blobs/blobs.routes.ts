import type { routes } from '@atelier-ml/api';
import type { Storage } from '../../drivers/storage/index.ts';
import type { HandlersOf } from '../../http/index.ts';

export function createBlobRoutes(storage: Storage): HandlersOf<typeof routes.blobs> {
  return {
    upload: ({ content, query }) => storage.put(content, { sha256: query.sha256 })
  };
}
