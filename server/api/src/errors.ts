import { z } from 'zod';

/**
 * Every error code of the server with the HTTP status it is answered with: the one place where
 * the two meet. A code is stable: programs may branch on it, sentences may change.
 */
export const ERROR_STATUS = {
  'invalid-input': 400,
  'invalid-content': 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'route-not-found': 404,
  'method-not-allowed': 405,
  'already-exists': 409,
  'in-use': 409,
  'run-ended': 409,
  'run-deleted': 409,
  'not-running': 409,
  'sequence-gap': 409,
  'too-large': 413,
  'unsupported-format': 415,
  'hash-mismatch': 422,
  'scoring-failed': 422,
  'deployment-failed': 502,
  'storage-full': 507,
  'store-unavailable': 503,
  'shutting-down': 503,
  'server-unreachable': 503,
  'wrong-offset': 409,
  'engine-unreachable': 503,
  'engine-failed': 502,
  'host-key-unknown': 409,
  'credentials-refused': 502,
  'image-missing': 409,
  'registry-unreachable': 502,
  'registry-refused': 403,
  'build-failed': 422,
  'job-failed': 422,
  'not-ready': 409,
  'gpu-unavailable': 409,
  'quota-exceeded': 409,
  'port-taken': 409,
  'not-supported': 501,
  internal: 500
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const errorCode = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]);

/** One finding about one field of a request: `path` is dotted, e.g. `body.name`. */
export const FieldProblem = z.object({
  path: z.string(),
  message: z.string(),
  at: z
    .object({ offset: z.number().int(), length: z.number().int() })
    .optional()
    .describe('where in the text of the field, in UTF-16 units')
});

/** The body of every answer that is not a success. */
export const ErrorBody = z.object({
  error: z.object({
    code: errorCode,
    message: z.string().describe('What went wrong, in a sentence'),
    remedy: z.string().optional().describe('What the caller can do about it'),
    fields: z.array(FieldProblem).optional(),
    requestId: z.string().optional()
  })
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export interface ErrorOptions {
  remedy?: string;
  fields?: z.infer<typeof FieldProblem>[];
  requestId?: string;
  cause?: unknown;
}

/** An error with a stable code, a sentence, and what to do about it. Shared by server and client. */
export class AtelierError extends Error {
  readonly code: ErrorCode;
  readonly remedy?: string;
  readonly fields?: z.infer<typeof FieldProblem>[];
  readonly requestId?: string;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'AtelierError';
    this.code = code;
    this.remedy = options.remedy;
    this.fields = options.fields;
    this.requestId = options.requestId;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  toBody(requestId?: string): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.remedy && { remedy: this.remedy }),
        ...(this.fields && { fields: this.fields }),
        ...(requestId && { requestId })
      }
    };
  }
}

/** Whether it is an error of ours with one of these codes. */
export const hasCode = (error: unknown, ...codes: readonly ErrorCode[]): error is AtelierError =>
  error instanceof AtelierError && codes.includes(error.code);
