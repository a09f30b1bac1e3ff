import { JournalBatch, toNumber } from '@atelier-ml/api';
import fc from 'fast-check';
import { readPoints } from './journal-body.ts';

const RUN = '0'.repeat(32);
const number = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    -0,
    1,
    2 ** 53,
    -1,
    1.5,
    null,
    '1',
    'NaN',
    'Infinity',
    '-Infinity',
    'nan',
    true
  )
);
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('loss', 'val/auc', 'größe %', 'a'.repeat(250), 'a'.repeat(251), '', 'a\n', 'a;b'),
  fc.string({ unit: 'grapheme', maxLength: 300 })
);
const entry = (seq: fc.Arbitrary<unknown>) =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record(
        { seq, at: fc.nat(), type: fc.constant('metric'), key: fc.constant('loss'), value: number },
        { noNullPrototype: true }
      )
    },
    fc.record(
      { seq, at: number, type: fc.constant('metric'), key, value: number, step: number, more: key },
      { requiredKeys: [], noNullPrototype: true }
    ),
    fc.record({ seq, at: fc.nat(), type: fc.constant('param'), key, value: key }),
    fc.constantFrom(null, 1, 'x', [])
  );
const body = fc.oneof(
  fc.record({
    source: fc.constantFrom(RUN, 'f'.repeat(32), 'F'.repeat(32), '', 1),
    entries: fc
      .array(fc.nat({ max: 29 }), { maxLength: 6 })
      .chain(chances =>
        fc.tuple(
          ...chances.map((chance, index) =>
            entry(chance ? fc.constant(index + 1) : (number as fc.Arbitrary<unknown>))
          )
        )
      )
  }),
  fc.anything()
);

describe('the quick reading of a journal request', () => {
  it('takes nothing that the schema refuses, and reads the same out of it', () => {
    let taken = 0;
    fc.assert(
      fc.property(body, given => {
        const points = readPoints(RUN, given);
        if (!points) {
          return;
        }
        taken++;
        const { entries, source } = JournalBatch.parse(given);
        expect(points.source).toBe(source);
        const { keyOf, keys, steps, times, values } = points;
        expect(
          values.map((value, index) => ({
            seq: points.firstSeq + index,
            at: times[index],
            type: 'metric',
            key: keys[keyOf[index]!],
            value,
            step: steps[index]
          }))
        ).toEqual(
          entries.map(each =>
            each.type === 'metric' ? { ...each, value: toNumber(each.value) } : each
          )
        );
      }),
      { numRuns: 4_000 }
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('takes what a logger usually sends', () => {
    const entries = [1, 2, 3].map(seq => ({
      seq: seq + 4,
      at: 1_790_000_000_000 + seq,
      type: 'metric',
      key: seq % 2 ? 'loss' : 'val/auc',
      value: seq === 2 ? 'NaN' : 0.5,
      step: seq
    }));
    expect(readPoints(RUN, { source: RUN, entries })).toMatchObject({
      firstSeq: 5,
      keys: ['loss', 'val/auc'],
      keyOf: [0, 1, 0],
      values: [0.5, NaN, 0.5],
      steps: [1, 2, 3]
    });
  });
});
