import type { ErrorBody } from '@atelier-ml/api';

type Fault = ErrorBody['error'];

/** A request that cannot be answered, in the words of the contract. */
export class Failure extends Error {
  readonly status: number;
  readonly code: Fault['code'];
  readonly remedy?: string;
  readonly fields?: Fault['fields'];

  constructor(
    status: number,
    code: Fault['code'],
    message: string,
    more: { remedy?: string; fields?: Fault['fields']; cause?: unknown } = {}
  ) {
    super(message, { cause: more.cause });
    this.name = 'Failure';
    this.status = status;
    this.code = code;
    this.remedy = more.remedy;
    this.fields = more.fields;
  }

  toBody(): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.remedy && { remedy: this.remedy }),
        ...(this.fields && { fields: this.fields })
      }
    };
  }
}

/** A request that is not what was asked for. */
export function badInput(message: string, path: string, remedy?: string): Failure {
  return new Failure(400, 'invalid-input', message, { remedy, fields: [{ path, message }] });
}
