import { AtelierError } from '@atelier-ml/api';
import type { Engine } from '../../drivers/compute/index.ts';

/** An engine that fetches the image of an environment when it is made a workload of and missing. */
export const withImages = (
  engine: Engine,
  provide: (image: string) => Promise<boolean>
): Engine => ({
  ...engine,
  async create(spec) {
    try {
      return await engine.create(spec);
    } catch (error) {
      const isMissing = error instanceof AtelierError && error.code === 'image-missing';
      if (isMissing && spec.image !== undefined && (await provide(spec.image))) {
        return engine.create(spec);
      }
      throw error;
    }
  }
});
