import type { SectionCount } from '../tokens.ts';
import { EventFedModel } from './event-fed-model.ts';
import type { ListModelOptions } from './list-model.ts';

/** Milliseconds between two reads. */
const INTERVAL = 1_000;
const ACTIONS = ['created', 'updated', 'deleted'];

export interface CountModelOptions extends Pick<
  ListModelOptions<unknown>,
  'events' | 'kinds' | 'scope'
> {
  /** A page of the list: only its total counts. */
  fetchPage(): Promise<{ total: number }>;
  /** In words; the number alone if left out. Not asked about none. */
  describe?(total: number): string;
}

/** How many of something the active workspace has, apart from what a list shows of it. */
export class CountModel extends EventFedModel implements SectionCount {
  readonly #options: CountModelOptions;
  #text = '';

  constructor(options: CountModelOptions) {
    const { events, kinds, scope } = options;
    super({
      events,
      interval: INTERVAL,
      concerns: ({ action, kind, workspaceId }) =>
        kinds.includes(kind) &&
        ACTIONS.includes(action) &&
        (!scope?.current || scope.current.id === workspaceId)
    });
    this.#options = options;
    scope?.changed.connect(this.#onScope, this);
  }

  get text(): string {
    return this.#text;
  }

  protected async read(): Promise<void> {
    const { describe = String, fetchPage, scope } = this.#options;
    const workspace = scope?.current?.id;
    const total = await fetchPage().then(
      page => page.total,
      () => undefined
    );
    if (total !== undefined && workspace === scope?.current?.id) {
      this.#show(total === 0 ? '' : describe(total));
    }
  }

  #onScope(): void {
    this.#show('');
    this.refresh();
  }

  #show(text: string): void {
    if (text !== this.#text && !this.isDisposed) {
      this.#text = text;
      this.changed.emit();
    }
  }
}
