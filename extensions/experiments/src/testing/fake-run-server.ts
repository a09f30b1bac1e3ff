import type { Client, MetricValue, RunDetail, StudioEvent } from '@atelier-ml/api';
import { AtelierError } from '@atelier-ml/api';
import type { EventStreamState, IEventStream } from '@atelier-ml/shell';
import { Signal } from '@lumino/signaling';

/** An event stream that says what the test says. */
export class FakeEvents implements IEventStream {
  state: EventStreamState = 'open';
  readonly stateChanged = new Signal<this, EventStreamState>(this);
  readonly changed = new Signal<this, StudioEvent>(this);
  readonly reset = new Signal<this, void>(this);

  emit(action: StudioEvent['action'], subjectId: string, kind: StudioEvent['kind'] = 'run'): void {
    const workspaceId = 'w'.repeat(32);
    this.changed.emit({ id: 1, kind, action, workspaceId, subjectId, name: 'x', at: 0 });
  }

  become(state: EventStreamState): void {
    this.state = state;
    this.stateChanged.emit(state);
  }
}

/** Runs and their points in memory, behind the calls that a live run makes. */
export class FakeRunServer {
  readonly events = new FakeEvents();
  /** `after` of each request for points. */
  readonly asked: number[] = [];
  readonly maximumPoints: (number | undefined)[] = [];
  detailRequests = 0;
  down = false;
  #runs = new Map<string, RunDetail>();
  #points: { run: string; key: string; step: number; value: MetricValue }[] = [];
  #gate: Promise<void> | undefined;

  put(run: RunDetail): void {
    this.#runs.set(run.id, run);
  }

  remove(id: string): void {
    this.#runs.delete(id);
    this.events.emit('deleted', id);
  }

  log(run: string, key: string, step: number, value: MetricValue): void {
    this.#points.push({ run, key, step, value });
  }

  /** Holds every answer with points back until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return () => {
      this.#gate = undefined;
      resolve();
    };
  }

  get api(): Client {
    const find = (id: string): RunDetail => {
      if (this.down) {
        throw new AtelierError('server-unreachable', 'The server cannot be reached.');
      }
      const run = this.#runs.get(id);
      if (!run) {
        throw new AtelierError('not-found', 'There is no such run.');
      }
      return run;
    };
    const runs = {
      get: async ({ params }: { params: { run: string } }) => {
        this.detailRequests += 1;
        return find(params.run);
      },
      history: async ({ params, query }: HistoryInput) => {
        const after = query.after ?? 0;
        this.asked.push(after);
        this.maximumPoints.push(query.maximumPoints);
        const answer = this.#history(params.run, after);
        await this.#gate;
        find(params.run);
        return answer;
      }
    };
    const loggedModels = { ofRun: async () => ({ items: [] }) };
    return { runs, loggedModels } as unknown as Client;
  }

  #history(run: string, after: number) {
    const fresh = this.#points.slice(after).filter(point => point.run === run);
    const keys = [...new Set(fresh.map(point => point.key))];
    return {
      position: this.#points.length,
      series: keys.map(key => {
        const points = fresh.filter(point => point.key === key);
        return {
          key,
          steps: points.map(point => point.step),
          values: points.map(point => point.value),
          times: points.map(point => 1_760_000_000_000 + point.step * 1_000),
          count: this.#points.filter(point => point.run === run && point.key === key).length
        };
      })
    };
  }
}

interface HistoryInput {
  params: { run: string };
  query: { after?: number; maximumPoints?: number };
}
