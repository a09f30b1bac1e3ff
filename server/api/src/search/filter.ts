import type { Place } from './problem.ts';

/** What a comparison is about: a metric, a param, a tag or a dataset by its key, or an attribute. */
export type FieldKind = 'metric' | 'param' | 'tag' | 'dataset' | 'attribute';

export interface Field {
  readonly kind: FieldKind;
  /** The whole key; of an attribute its first name, whichever was written. */
  readonly key: string;
}

export type Order = '=' | '!=' | '>' | '>=' | '<' | '<=';
export type Operator = Order | 'LIKE' | 'ILIKE' | 'IN' | 'NOT IN' | 'IS NULL' | 'IS NOT NULL';

export interface Comparison {
  readonly type: 'comparison';
  readonly field: Field;
  readonly operator: Operator;
  /** A number, a text or texts as the operator wants it; null for `IS NULL` and `IS NOT NULL`. */
  readonly value: number | string | readonly string[] | null;
  readonly at: Place;
}

/** A filter as a tree. An empty `and` holds for everything. */
export type Filter =
  | Comparison
  | { readonly type: 'and' | 'or'; readonly items: readonly Filter[] }
  | { readonly type: 'not'; readonly item: Filter };

export interface OrderKey {
  readonly field: Field;
  readonly descending: boolean;
}
