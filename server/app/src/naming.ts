import { AtelierError } from '@atelier-ml/api';
import { problemOf } from './drivers/database/index.ts';

/**
 * Runs a write that gives `what` (a noun, e.g. `dataset`) its name, and says so when that name is
 * taken. The work must hold no other unique column that can clash.
 */
export async function naming<T>(what: string, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (problemOf(cause) !== 'unique') {
      throw cause;
    }
    throw new AtelierError('already-exists', `There is already a ${what} “${name}”.`, {
      remedy: 'Choose another name.',
      fields: [{ path: 'body.name', message: 'is taken' }],
      cause
    });
  }
}
