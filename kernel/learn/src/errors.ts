/** Everything that can go wrong here, as words that stay the same between releases. */
export type LearnErrorCode =
  | 'aborted'
  | 'empty-column'
  | 'empty-table'
  | 'invalid-model'
  | 'invalid-option'
  | 'length-mismatch'
  | 'missing-label'
  | 'missing-values'
  | 'name-conflict'
  | 'non-numeric-value'
  | 'single-class-label'
  | 'too-few-rows'
  | 'too-few-rows-in-class'
  | 'unknown-column'
  | 'unseen-label'
  | 'unsupported-value'
  | 'wrong-task';

/** Where the error happened: `row` counts from 1, as a person counts the rows of a table. */
export interface LearnErrorDetails {
  readonly column?: string;
  readonly row?: number;
  readonly value?: unknown;
  readonly option?: string;
}

/** An error with a stable `code`, and a `remedy`: the sentence that says what to do about it. */
export class LearnError extends Error {
  override readonly name = 'LearnError';
  readonly code: LearnErrorCode;
  readonly remedy: string;
  readonly details: LearnErrorDetails;

  constructor(
    code: LearnErrorCode,
    problem: string,
    remedy: string,
    details: LearnErrorDetails = {},
    options?: ErrorOptions
  ) {
    super(`${problem} ${remedy}`, options);
    this.code = code;
    this.remedy = remedy;
    this.details = details;
  }
}

/** Something that did not stop the training but that its author should know. */
export interface LearnWarning {
  readonly code: 'not-converged';
  readonly message: string;
}
