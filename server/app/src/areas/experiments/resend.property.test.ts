import fc from 'fast-check';
import { buildRunLogger, describeOnEachDatabase, metric, start } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

/** Batches of a source as a sender may send them after faults: cut anywhere, twice, late, at once. */
const sending = fc.array(
  fc.record({
    source: fc.nat({ max: 1 }),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 6 }),
    together: fc.boolean()
  }),
  { minLength: 5, maxLength: 25 }
);

describeOnEachDatabase('sending a journal again', on => {
  it('loses nothing and doubles nothing, in whatever order batches come', async () => {
    const server: TestServer = await on.startServer();
    await fc.assert(
      fc.asyncProperty(sending, async batches => {
        const first = buildRunLogger(server);
        const second = buildRunLogger(server, { run: first.run });
        const sources = [first, second];
        sources.forEach((source, number) => {
          source.add(start());
          for (let index = 1; index <= 20; index++) {
            source.add(metric(`m${number}`, index, index));
          }
        });
        await first.send(1, 1);
        let pending: Promise<unknown>[] = [];
        for (const { from, length, source, together } of batches) {
          const logger = sources[source]!;
          const begin = 1 + Math.floor(from * (logger.entries.length - 1));
          // What leaves a gap is refused; the sender starts again from what is acknowledged.
          pending.push(logger.send(begin, begin + length - 1).catch(expectGap));
          if (!together) {
            await Promise.all(pending);
            pending = [];
          }
        }
        await Promise.all(pending);
        await Promise.all(sources.map(source => source.send(1)));
        const { series } = await server.client.runs.history({
          params: { workspace: 'default', run: first.run },
          query: {}
        });
        const expected = Array.from({ length: 20 }, (_, index) => index + 1);
        expect(series.map(({ count, key, values }) => [key, count, values])).toEqual([
          ['m0', 20, expected],
          ['m1', 20, expected]
        ]);
      }),
      { numRuns: 15 }
    );
  }, 60_000);
});

function expectGap(error: unknown): void {
  expect(error).toMatchObject({ code: 'sequence-gap' });
}
