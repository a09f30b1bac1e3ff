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
  if (/no space left on device/i.test(failure)) {
    return new AtelierError('storage-full', 'The disk of the container engine is full.', {
      remedy: 'Delete images that nobody uses, then try again.'
    });
  }
  const known = registryFailure(reference, failure);
  if (known) {
    return known;
  }
  if (/not found|manifest unknown|name unknown/i.test(failure)) {
    return new AtelierError('image-missing', `The registry has no image “${reference}”.`, {
      remedy: 'Check its name, tag or digest.'
    });
  }
  return new AtelierError('engine-failed', `“${reference}” was not transferred: ${failure}`, {
    remedy: 'Look into the log of the container engine; try again.'
  });
}

/** What a registry's refusal means, or that there was none to answer. */
export function registryFailure(reference: string, failure: string): AtelierError | undefined {
  if (/unauthorized|denied|forbidden|authentication|no basic auth/i.test(failure)) {
    return new AtelierError('registry-refused', `The registry refuses “${reference}”: ${failure}`, {
      remedy: 'Check the name of the image, and the user and password of its registry.'
    });
  }
  if (/x509|certificate|tls:|HTTP response to HTTPS/i.test(failure)) {
    return new AtelierError(
      'registry-unreachable',
      `The container engine does not trust the registry of “${reference}”: ${failure}`,
      {
        remedy:
          'Put the certificate of its authority on the engine’s machine: /etc/docker/certs.d/HOST:PORT/ca.crt.'
      }
    );
  }
  if (UNREACHABLE.test(failure)) {
    return new AtelierError(
      'registry-unreachable',
      `The registry of “${reference}” does not answer: ${failure}`,
      { remedy: 'Check its name, and that the machine of the container engine reaches it.' }
    );
  }
  return undefined;
}

const UNREACHABLE =
  /connection (refused|reset)|no such host|timeout|deadline exceeded|unreachable|no route to host|EOF|server misbehaving|bad gateway|service unavailable|received unexpected HTTP status: 5/i;

function missing(reference: string, cause?: unknown): AtelierError {
  return new AtelierError('image-missing', `There is no image “${reference}” on this machine.`, {
    remedy: 'Build its environment again, or pull it.',
    cause
  });
}
