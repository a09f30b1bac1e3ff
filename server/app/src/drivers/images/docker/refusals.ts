import { AtelierError } from '@atelier-ml/api';
import { explain } from '../../compute/docker/index.ts';

/** Runs what asks the engine about an image, and says what its refusal means. */
export async function asking<T>(work: () => Promise<T>, reference?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { message, statusCode } = error as { message: string; statusCode?: number };
    if (reference && statusCode === 404) {
      throw missing(reference, error);
    }
    if (statusCode === 409 && /unable to (remove|delete)/i.test(message)) {
      const containers = [...message.matchAll(/container ([0-9a-f]{12})/g)].map(([, id]) => id);
      throw new AtelierError(
        'in-use',
        containers.length
          ? `The image is used by the container ${containers.join(', ')}.`
          : 'Other images are built on this one, or it has several names.',
        { remedy: 'Remove what uses it first.', cause: error }
      );
    }
    throw explain(error);
  }
}

/** What it means that an image could not be fetched or sent. */
export function transferFailure(reference: string, failure: string): AtelierError {
  if (/unauthorized|denied|authentication|no basic auth/i.test(failure)) {
    return new AtelierError('forbidden', `The registry refuses “${reference}”: ${failure}`, {
      remedy: 'Check the name of the image, and the user and password of its registry.'
    });
  }
  if (/not found|manifest unknown/i.test(failure)) {
    return missing(reference);
  }
  return new AtelierError('engine-failed', `“${reference}” was not transferred: ${failure}`, {
    remedy: 'Check that the machine of the container engine reaches the registry.'
  });
}

function missing(reference: string, cause?: unknown): AtelierError {
  return new AtelierError('image-missing', `There is no image “${reference}” on this machine.`, {
    remedy: 'Build its environment again, or pull it.',
    cause
  });
}
