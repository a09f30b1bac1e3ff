import type { AtelierError } from '@atelier-ml/api';
import type { ErrorCode } from '@atelier-ml/api';
import { toAtelierError } from '../../http/index.ts';

/** MLflow's codes with the status that its servers answer them with. */
const STATUS = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  INVALID_STATE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_DOES_NOT_EXIST: 404,
  METHOD_NOT_ALLOWED: 405,
  RESOURCE_CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503
} as const;
export type MlflowCode = keyof typeof STATUS;

/** An error as MLflow's clients read it. */
export class MlflowError extends Error {
  readonly code: MlflowCode;
  readonly status: number;

  constructor(
    code: MlflowCode,
    message: string,
    options: { status?: number; cause?: unknown } = {}
  ) {
    super(message, { cause: options.cause });
    this.name = 'MlflowError';
    this.code = code;
    this.status = options.status ?? STATUS[code];
  }
}

export const invalid = (message: string): MlflowError =>
  new MlflowError('INVALID_PARAMETER_VALUE', message);
export const missing = (message: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', message);

const CODES: Partial<Record<ErrorCode, MlflowCode>> = {
  'invalid-input': 'INVALID_PARAMETER_VALUE',
  'invalid-content': 'INVALID_PARAMETER_VALUE',
  'run-deleted': 'INVALID_PARAMETER_VALUE',
  'not-found': 'RESOURCE_DOES_NOT_EXIST',
  'already-exists': 'RESOURCE_ALREADY_EXISTS',
  'in-use': 'RESOURCE_CONFLICT',
  'too-large': 'PAYLOAD_TOO_LARGE',
  'hash-mismatch': 'INVALID_PARAMETER_VALUE',
  unauthenticated: 'UNAUTHENTICATED',
  'shutting-down': 'TEMPORARILY_UNAVAILABLE',
  'store-unavailable': 'TEMPORARILY_UNAVAILABLE'
};

/** Any thrown thing as an error with one of MLflow's codes. */
export function toMlflowError(error: unknown): MlflowError {
  if (error instanceof MlflowError) {
    return error;
  }
  const known: AtelierError = toAtelierError(error);
  const code = CODES[known.code] ?? 'INTERNAL_ERROR';
  const message = known.remedy ? `${known.message} ${known.remedy}` : known.message;
  // A full disk keeps its own status: clients would send the same again and again after a 500.
  const status = code === 'INTERNAL_ERROR' ? known.status : undefined;
  return new MlflowError(code, message, { status, cause: known.cause ?? error });
}
