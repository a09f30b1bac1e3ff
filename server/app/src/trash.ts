import type { ContentReference, TrashItem, TrashKind } from '@atelier-ml/api';
import type { Queries } from './drivers/database/index.ts';
import type { Change } from './areas/system/index.ts';

/** What of a workspace's trash is meant. */
export interface TrashScope {
  workspaceId: string;
  /** Deleted before this moment (milliseconds since 1970). */
  before: number;
  /** Of each kind these alone, none of a kind that is not named; without, all. */
  ids?: ReadonlyMap<TrashKind, readonly string[]>;
}

export type TrashedItem = Omit<TrashItem, 'purgedAt'>;

export interface TrashFilter {
  workspaceId: string;
  search?: string;
}

/** When the last item of a page was deleted, and its id. */
export type TrashPosition = [number, string];

/** How much a scope holds. */
export interface TrashAmounts {
  experiments: number;
  runs: number;
  loggedModels: number;
  metrics: number;
  points: number;
  files: number;
}

export type PurgedAmounts = Pick<TrashAmounts, 'experiments' | 'runs' | 'loggedModels'>;

/** What an area keeps in the trash. */
export interface TrashShelf {
  kind: TrashKind;
  /** The last deleted first. */
  list(filter: TrashFilter, limit: number, after?: TrashPosition): Promise<TrashedItem[]>;
  count(filter: TrashFilter): Promise<number>;
  amounts(scope: TrashScope): Promise<Partial<TrashAmounts>>;
  /** @returns why it stays where it is; undefined once it is restored */
  restore(workspaceId: string, id: string): Promise<string | undefined>;
  /** Whether there is anything. */
  holds(scope: TrashScope): Promise<boolean>;
  /**
   * Removes some of it for good, within a transaction.
   * @returns what went; undefined when nothing is left
   */
  purge(
    queries: Queries,
    announce: (change: Change) => void,
    scope: TrashScope
  ): Promise<Partial<PurgedAmounts> | undefined>;
}

/** What of an area refers to stored content. What no area refers to is free. */
export interface References {
  kind: ContentReference['kind'];
  /**
   * Which of the contents it refers to, by rows that are not in the scope.
   * @returns their hashes, each once
   */
  referred(queries: Queries, sha256s: readonly string[], without?: TrashScope): Promise<string[]>;
  /** Some of what refers to a content. */
  examples(
    queries: Queries,
    sha256: string,
    without: TrashScope | undefined,
    limit: number
  ): Promise<ContentReference[]>;
  /** All contents that it refers to after that one, ascending; with a scope those of its rows. */
  contents(queries: Queries, after: string, limit: number, within?: TrashScope): Promise<string[]>;
}
