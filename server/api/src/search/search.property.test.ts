import fc from 'fast-check';
import {
  completionsAt,
  mlflowLoggedModelSearch,
  mlflowRunSearch,
  parseFilter,
  parseOrder,
  runSearch,
  SearchProblem
} from '../index.ts';

const PIECES = [
  ...[
    'metrics.',
    'params.',
    'tags.',
    'datasets.name',
    'auc',
    'a b',
    '`x y`',
    '"q"',
    "'text'",
    'run'
  ],
  ...['.', ' ', '  ', '(', ')', ',', '=', '!=', '<=', '>', '<>', '1', '-2.5e3', 'NaN', '-Infinity'],
  ...[
    'AND',
    'or',
    'NOT',
    'LIKE',
    'ILIKE',
    'IN',
    'IS',
    'NULL',
    'DESC',
    'status',
    'started',
    "'",
    '`'
  ]
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map(pieces => pieces.join(' ')),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map(pieces => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 })
);
const grammar = fc.constantFrom(runSearch, mlflowRunSearch, mlflowLoggedModelSearch);

describe('any text', () => {
  it('is a filter or is refused with a place inside of it', () => {
    fc.assert(
      fc.property(text, grammar, (written, spoken) => {
        for (const parse of [parseFilter, parseOrder]) {
          try {
            parse(written, spoken);
          } catch (error) {
            expect(error).toBeInstanceOf(SearchProblem);
            const { length, offset } = (error as SearchProblem).at;
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(length).toBeGreaterThanOrEqual(0);
            expect(offset + length).toBeLessThanOrEqual(written.length);
          }
        }
      }),
      { numRuns: 3_000 }
    );
  });

  it('can be completed anywhere, by what replaces a part of it before the place', () => {
    fc.assert(
      fc.property(text, grammar, fc.nat(100), (written, spoken, place) => {
        const offset = Math.min(place, written.length);
        const { from, to } = completionsAt(spoken, written, offset);
        expect(to).toBe(offset);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(from).toBeLessThanOrEqual(to);
      }),
      { numRuns: 1_000 }
    );
  });
});
