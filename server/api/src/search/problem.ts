/** A place in a text: where it begins, and how many characters it takes. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** A text that is no filter or order, with the place where it stops being one. */
export class SearchProblem extends Error {
  readonly at: Place;

  /** `what`: a sentence without its end, e.g. `Expected a number after “>”`. */
  constructor(what: string, { length, offset }: Place) {
    super(`${what} at column ${offset + 1}`);
    this.name = 'SearchProblem';
    this.at = { offset, length };
  }
}
