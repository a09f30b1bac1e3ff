import type { Client, MetricValue, Run, RunDetail } from '@atelier-ml/api';
import { AtelierError } from '@atelier-ml/api';
import { FakeEvents } from './fake-run-server.ts';

interface Asked {
  readonly ids: string[][];
  readonly histories: { runs: string[]; keys: string[]; maximumPoints?: number }[];
  readonly searches: Record<string, unknown>[];
  readonly artifacts: string[];
}

/** Many runs in memory, behind the calls that a comparison makes. */
export class FakeBulkServer {
  readonly events = new FakeEvents();
  readonly asked: Asked = { ids: [], histories: [], searches: [], artifacts: [] };
  readonly texts = new Map<string, string>();
  down = false;
  #runs = new Map<string, RunDetail>();
  #points = new Map<string, [step: number, value: MetricValue][]>();

  put(...runs: RunDetail[]): void {
    runs.forEach(run => this.#runs.set(run.id, run));
  }

  remove(id: string): void {
    this.#runs.delete(id);
    this.events.emit('deleted', id);
  }

  /** Logs values one a step. */
  log(run: string, key: string, ...values: MetricValue[]): void {
    const held = this.#points.get(`${run} ${key}`) ?? [];
    values.forEach(value => held.push([held.length, value]));
    this.#points.set(`${run} ${key}`, held);
  }

  get api(): Client {
    const runs = {
      ids: this.#answer(({ body }: { body: { ids: string[] } }) => {
        this.asked.ids.push(body.ids);
        return { items: body.ids.flatMap(id => this.#runs.get(id) ?? []) };
      }),
      get: this.#answer(({ params }: { params: { run: string } }) => this.#find(params.run)),
      search: this.#answer(({ body }: { body: Record<string, unknown> }) => {
        this.asked.searches.push(body);
        const found: Run[] = [...this.#runs.values()].filter(
          run => !body.search || run.name.includes(String(body.search))
        );
        return { items: found.slice(0, Number(body.limit)), total: found.length };
      }),
      keys: this.#answer(() => ({
        params: [],
        tags: [],
        metrics: [
          ...new Set([...this.#runs.values()].flatMap(run => Object.entries(run.metricDefinitions)))
        ].map(([key, definition]) => ({ key, ...definition }))
      })),
      histories: this.#answer(
        ({ body }: { body: { runs: string[]; keys: string[]; maximumPoints?: number } }) => {
          this.asked.histories.push(body);
          return {
            series: body.runs.flatMap(run =>
              body.keys.flatMap(key => {
                const points = this.#points.get(`${run} ${key}`);
                return points ? [{ run, ...seriesOf(key, points) }] : [];
              })
            )
          };
        }
      ),
      artifact: this.#answer(({ params }: { params: { run: string; path: string } }) => {
        this.asked.artifacts.push(`${params.run} ${params.path}`);
        const { sha256 } = this.#find(params.run).artifacts.find(
          ({ path }) => path === params.path
        )!;
        const text = this.texts.get(sha256) ?? '';
        return {
          text: async () => text,
          arrayBuffer: async () => new TextEncoder().encode(text).buffer
        };
      })
    };
    return { runs } as unknown as Client;
  }

  #answer<I, O>(answer: (input: I) => O): (input: I) => Promise<O> {
    return async input => {
      if (this.down) {
        throw new AtelierError('server-unreachable', 'The server cannot be reached.');
      }
      return answer(input);
    };
  }

  #find(id: string): RunDetail {
    const run = this.#runs.get(id);
    if (!run) {
      throw new AtelierError('not-found', 'There is no such run.');
    }
    return run;
  }
}

const seriesOf = (key: string, points: readonly [number, MetricValue][]) => ({
  key,
  steps: points.map(([step]) => step),
  values: points.map(([, value]) => value),
  times: points.map(([step]) => 1_760_000_000_000 + step * 1_000),
  count: points.length
});
