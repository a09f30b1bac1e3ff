import type { AtelierError } from '@atelier-ml/api';

/** Of an image that is not there nothing is to be done. */
export function passOverMissing(error: unknown): undefined {
  if ((error as AtelierError).code !== 'image-missing') {
    throw error;
  }
}
