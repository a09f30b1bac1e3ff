/** Content that is not what its format promises. `line` counts from 1, as editors do. */
export class ContentError extends Error {
  readonly remedy: string;
  readonly line?: number;

  constructor(message: string, remedy: string, line?: number) {
    super(message);
    this.name = 'ContentError';
    this.remedy = remedy;
    this.line = line;
  }
}
