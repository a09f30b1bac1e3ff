import fc from 'fast-check';
import {
  buildRunWithFiles,
  collect,
  describeOnEachDatabase,
  hashOf,
  isStored
} from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const params = { workspace: 'default' };
const TEXTS = ['a', 'bb', 'ccc', 'dddd', 'eeeee'];
const HOUR = 3_600_000;

/** What users of a workspace do with runs, datasets and models that share few contents. */
const text = fc.constantFrom(...TEXTS);
const pick = fc.nat({ max: 100 });
const doing = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('log' as const), texts: fc.array(text, { maxLength: 3 }) }),
    fc.record({ do: fc.constant('upload' as const), text }),
    fc.record({ do: fc.constant('dataset' as const), text }),
    fc.record({ do: fc.constant('model' as const), pick }),
    fc.record({ do: fc.constant('delete' as const), pick }),
    fc.record({ do: fc.constant('restore' as const), pick }),
    fc.record({ do: fc.constant('purge' as const), pick }),
    fc.record({ do: fc.constant('wait' as const) }),
    fc.record({ do: fc.constant('collect' as const), what: fc.constantFrom('all', 'content') })
  ),
  { minLength: 4, maxLength: 18 }
);
type Step = typeof doing extends fc.Arbitrary<(infer S)[]> ? S : never;

/** The same workspace as a few sets. */
interface Expected {
  living: Map<string, string[]>;
  trashed: Map<string, string[]>;
  /** Of datasets and model versions. */
  others: Set<string>;
  names: number;
}

describeOnEachDatabase('collecting content', on => {
  it('never takes what something refers to, and takes all else once it is old', async () => {
    await fc.assert(
      fc.asyncProperty(doing, async steps => {
        let passed = 0;
        const server = await on.startServer({ clock: () => Date.now() + passed });
        const expected: Expected = {
          living: new Map(),
          trashed: new Map(),
          others: new Set(),
          names: 0
        };
        for (const step of steps) {
          if (step.do === 'wait') {
            passed += 2 * HOUR;
          } else {
            await take(server, expected, step);
          }
          for (const content of referred(expected)) {
            expect([content, isStored(server, hashOf(content))]).toEqual([content, true]);
          }
        }
        passed += 2 * HOUR;
        await collect(server, { type: 'content' });
        const kept = referred(expected);
        expect(TEXTS.filter(content => isStored(server, hashOf(content)))).toEqual(
          TEXTS.filter(content => kept.has(content))
        );
        await server.stop();
      }),
      { numRuns: 12 }
    );
  }, 120_000);
});

const referred = ({ living, others, trashed }: Expected): Set<string> =>
  new Set([...[...living.values()].flat(), ...[...trashed.values()].flat(), ...others]);

const chosen = (runs: Map<string, string[]>, number: number): string | undefined =>
  [...runs.keys()][number % Math.max(1, runs.size)];

async function take(
  server: TestServer,
  expected: Expected,
  step: Exclude<Step, { do: 'wait' }>
): Promise<void> {
  const { client } = server;
  const { living, others, trashed } = expected;
  switch (step.do) {
    case 'log':
      living.set(await buildRunWithFiles(server, step.texts), step.texts);
      break;
    case 'upload':
      await client.blobs.upload({ query: {}, body: step.text });
      break;
    case 'dataset': {
      const { sha256 } = await client.blobs.upload({ query: {}, body: step.text });
      const name = `dataset ${expected.names++}`;
      await client.datasets.create({
        params,
        body: { name, content: { sha256, filename: 'a.txt', format: 'file' } }
      });
      others.add(step.text);
      break;
    }
    case 'model': {
      const run = chosen(living, step.pick);
      const [first] = living.get(run ?? '') ?? [];
      if (run && first !== undefined) {
        const source = { runId: run, path: 'file-0.txt' };
        const name = `model ${expected.names++}`;
        await client.models.create({ params, body: { name, version: { source } } });
        others.add(first);
      }
      break;
    }
    case 'delete': {
      const run = chosen(living, step.pick);
      if (run) {
        await client.runs.delete({ params: { ...params, run } });
        move(run, living, trashed);
      }
      break;
    }
    case 'restore': {
      const run = chosen(trashed, step.pick);
      if (run) {
        await client.trash.restore({ params, body: { items: [{ kind: 'run', id: run }] } });
        move(run, trashed, living);
      }
      break;
    }
    case 'purge': {
      const run = chosen(trashed, step.pick);
      if (run) {
        await collect(server, { type: 'items', items: [{ kind: 'run', id: run }] });
        trashed.delete(run);
      }
      break;
    }
    case 'collect':
      await collect(server, { type: step.what as 'all' | 'content' });
      if (step.what === 'all') {
        trashed.clear();
      }
  }
}

function move(run: string, from: Map<string, string[]>, to: Map<string, string[]>): void {
  to.set(run, from.get(run)!);
  from.delete(run);
}
