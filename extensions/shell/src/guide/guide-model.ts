import type { StudioEvent } from '@atelier-ml/api';
import { ArrayExt } from '@lumino/algorithm';
import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { GuideStep, IEventStream, IGuide, IWorkspaceScope } from '../tokens.ts';

/** `unknown` until the workspace has answered, and when it could not. */
export type StepState = 'unknown' | 'open' | 'done' | 'later';

export interface GuideModelOptions {
  events: Pick<IEventStream, 'changed' | 'reset'>;
  scope: Pick<IWorkspaceScope, 'changed'>;
}

/** The steps of the guided path, ticked from what is really there. */
export class GuideModel implements IGuide {
  readonly changed = new Signal<this, void>(this);
  readonly #steps: GuideStep[] = [];
  readonly #done = new Map<string, boolean>();
  #watched = false;

  constructor({ events, scope }: GuideModelOptions) {
    events.changed.connect((_, event: StudioEvent) => {
      if (event.action !== 'progressed') {
        this.#check(this.#steps.filter(step => step.kinds?.includes(event.kind)));
      }
    });
    events.reset.connect(() => this.refresh());
    scope.changed.connect(() => {
      this.#done.clear();
      this.refresh();
    });
  }

  get steps(): readonly GuideStep[] {
    return this.#steps;
  }

  /** How many steps can be done now, and how many are. */
  get progress(): { done: number; total: number } {
    const possible = this.#steps.filter(step => !step.later);
    return {
      done: possible.filter(step => this.stateOf(step) === 'done').length,
      total: possible.length
    };
  }

  /** The first step that is not done. */
  get next(): GuideStep | undefined {
    return this.#steps.find(step => this.stateOf(step) === 'open');
  }

  stateOf({ id, later }: GuideStep): StepState {
    if (later) {
      return 'later';
    }
    const done = this.#done.get(id);
    return done === undefined ? 'unknown' : done ? 'done' : 'open';
  }

  add(step: GuideStep): IDisposable {
    const index = ArrayExt.upperBound(this.#steps, step, (a, b) => a.rank - b.rank);
    ArrayExt.insert(this.#steps, index, step);
    this.changed.emit();
    this.#check([step]);
    return new DisposableDelegate(() => {
      ArrayExt.removeFirstOf(this.#steps, step);
      this.changed.emit();
    });
  }

  /** Somebody looks: from now on the steps are kept true. */
  watch(): void {
    this.#watched = true;
    this.refresh();
  }

  refresh(): void {
    this.#check(this.#steps);
  }

  #check(steps: readonly GuideStep[]): void {
    if (!this.#watched) {
      return;
    }
    for (const step of steps) {
      step.isDone?.().then(
        done => {
          this.#done.set(step.id, done);
          this.changed.emit();
        },
        // the server notice says what is wrong
        () => undefined
      );
    }
  }
}
