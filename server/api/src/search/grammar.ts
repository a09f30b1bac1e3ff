import type { FieldKind, Operator } from './filter.ts';

/** What values of a field are: a time may be written as a date, a duration as `10m`. */
export type ValueType = 'number' | 'text' | 'time' | 'duration';

export interface FieldRule {
  readonly type: ValueType;
  readonly operators: readonly Operator[];
}

export interface AttributeRule extends FieldRule {
  /** The first is the one that an AST carries. */
  readonly names: readonly string[];
  /** All that it can be, for completion. */
  readonly values?: readonly string[];
  readonly orderable?: boolean;
}

export interface GroupRule extends FieldRule {
  readonly kind: Exclude<FieldKind, 'attribute'>;
  /** What may stand before the dot; the first is the one that completion offers. */
  readonly prefixes: readonly string[];
  /** The keys there are, where that is settled. */
  readonly keys?: readonly string[];
  readonly orderable?: boolean;
}

/** What can be searched for, and how: one grammar a kind of thing. */
export interface SearchGrammar {
  /** The plural, for sentences: `runs`. */
  readonly subject: string;
  /** `OR`, `NOT` and brackets besides `AND`; and dates, durations, NaN and Infinity as values. */
  readonly extended: boolean;
  readonly groups: readonly GroupRule[];
  /** What may stand before the name of an attribute, with a dot. */
  readonly attributePrefixes: readonly string[];
  readonly attributes: readonly AttributeRule[];
}

export function findGroup(grammar: SearchGrammar, prefix: string): GroupRule | undefined {
  const wanted = prefix.toLowerCase();
  return grammar.groups.find(group => group.prefixes.includes(wanted));
}

export function findAttribute(grammar: SearchGrammar, name: string): AttributeRule | undefined {
  const wanted = name.toLowerCase();
  return grammar.attributes.find(attribute =>
    attribute.names.some(known => known.toLowerCase() === wanted)
  );
}
