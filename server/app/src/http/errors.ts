import { AtelierError } from '@atelier-ml/api';
import { problemOf } from '../drivers/database/index.ts';
import type { DatabaseProblemKind } from '../drivers/database/index.ts';

const ofDatabase: Record<DatabaseProblemKind, (cause: unknown) => AtelierError> = {
  full: cause =>
    new AtelierError('storage-full', 'The disk that holds the database is full.', {
      remedy: 'Free some space there, then try again; nothing of this request was kept.',
      cause
    }),
  unique: cause =>
    new AtelierError('already-exists', 'Something with this name or id exists already.', { cause }),
  reference: cause => new AtelierError('in-use', 'Something else still refers to this.', { cause }),
  'read-only': unavailable,
  broken: unavailable,
  newer: unavailable,
  unavailable
};

function unavailable(cause: unknown): AtelierError {
  return new AtelierError('store-unavailable', 'The database cannot be used right now.', {
    remedy: 'Try again; if it stays so, run `atelier doctor` on the machine of the server.',
    cause
  });
}

/** What body-parser and the router throw: their own types, told apart by `type` and `status`. */
function ofExpress(error: unknown): AtelierError | undefined {
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  if (type === 'entity.too.large') {
    return new AtelierError('too-large', 'The request body is larger than 32 MB.', {
      remedy: 'Send less at once; upload content with POST /api/blobs, which has no limit.'
    });
  }
  if (type === 'entity.parse.failed') {
    return new AtelierError('invalid-input', 'The request body is not valid JSON.', {
      fields: [{ path: 'body', message: 'is not valid JSON' }]
    });
  }
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new AtelierError('unsupported-format', 'The encoding of the body is not supported.', {
      remedy: 'Send JSON as UTF-8, plain or compressed with gzip, deflate or br.'
    });
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return new AtelierError('invalid-input', 'The request cannot be read.', {
      remedy: 'Check the path, the headers and that the whole body was sent.'
    });
  }
  return undefined;
}

/** Any thrown thing as an error with a code. What is unknown keeps its message to itself. */
export function toAtelierError(error: unknown): AtelierError {
  if (error instanceof AtelierError) {
    return error;
  }
  const problem = problemOf(error);
  return (
    (problem && ofDatabase[problem](error)) ??
    ofExpress(error) ??
    new AtelierError('internal', 'The server has met an error that it does not know.', {
      remedy: 'The log of the server tells more, under the id of this request.',
      cause: error
    })
  );
}
