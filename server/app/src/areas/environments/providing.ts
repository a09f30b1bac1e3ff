import { hasCode } from '@atelier-ml/api';
import type { Engine } from '../../drivers/compute/index.ts';

/** An engine that fetches the image of an environment when it is made a workload of and missing. */
export const withImages = (
  engine: Engine,
  provide: (image: string, signal?: AbortSignal) => Promise<boolean>
): Engine => ({
  ...engine,
  async create(spec, signal) {
    try {
      return await engine.create(spec, signal);
    } catch (error) {
      const isMissing = hasCode(error, 'image-missing');
      if (isMissing && spec.image !== undefined && (await provide(spec.image, signal))) {
        return engine.create(spec, signal);
      }
      throw error;
    }
  }
});
