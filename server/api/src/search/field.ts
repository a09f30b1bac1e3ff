import type { Field } from './filter.ts';
import { findAttribute, findGroup } from './grammar.ts';
import type { FieldRule, SearchGrammar } from './grammar.ts';
import type { Token } from './lexer.ts';
import { SearchProblem } from './problem.ts';
import type { TokenReader } from './token-reader.ts';

export interface FoundField {
  field: Field;
  rule: FieldRule & { orderable?: boolean };
  /** As it was written. */
  text: string;
}

/** Words that are never a name by themselves. */
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'LIKE', 'ILIKE', 'ASC', 'DESC']);

/** @throws SearchProblem */
export function readField(tokens: TokenReader, grammar: SearchGrammar): FoundField {
  const first = tokens.next();
  if (isName(first) || first.kind === 'quoted') {
    return attribute(first.value, first, grammar);
  }
  if (first.kind !== 'word' || KEYWORDS.has(first.text.toUpperCase())) {
    throw new SearchProblem(`Expected ${examplesOf(grammar)}${butFound(first)}`, first);
  }
  const dot = first.text.indexOf('.');
  if (dot < 0) {
    return attribute(first.text, first, grammar);
  }
  const prefix = first.text.slice(0, dot);
  const key = readKey(tokens, first, dot + 1);
  return grouped(prefix, key, first, grammar);
}

/** The key after the dot: the rest of the word, or a quoted name that follows at once. */
function readKey(tokens: TokenReader, first: Token, from: number): string {
  if (from < first.length) {
    return first.text.slice(from);
  }
  const next = tokens.peek();
  const joined = next.offset === first.offset + first.length;
  if (!joined || !(isName(next) || next.kind === 'quoted') || next.value === '') {
    throw new SearchProblem(`Expected a name after “${first.text}”`, {
      offset: first.offset + first.length,
      length: joined ? next.length : 0
    });
  }
  tokens.next();
  return next.value;
}

function grouped(prefix: string, key: string, at: Token, grammar: SearchGrammar): FoundField {
  const text = `${prefix}.${key}`;
  if (grammar.attributePrefixes.includes(prefix.toLowerCase())) {
    return { ...attribute(key, at, grammar), text };
  }
  const group = findGroup(grammar, prefix);
  if (!group) {
    throw new SearchProblem(
      `Search of ${grammar.subject} knows no “${prefix}.”; expected ${examplesOf(grammar)}`,
      at
    );
  }
  if (group.keys && !group.keys.includes(key)) {
    throw new SearchProblem(`Expected one of ${group.keys.join(', ')} after “${prefix}.”`, at);
  }
  return { field: { kind: group.kind, key }, rule: group, text };
}

function attribute(name: string, at: Token, grammar: SearchGrammar): FoundField {
  const rule = findAttribute(grammar, name);
  if (!rule) {
    throw new SearchProblem(
      `Search of ${grammar.subject} knows no attribute “${name}”; expected ${examplesOf(grammar)}`,
      at
    );
  }
  return { field: { kind: 'attribute', key: rule.names[0]! }, rule, text: name };
}

const isName = ({ kind }: Token): boolean => kind === 'name';

function examplesOf({ attributes, groups }: SearchGrammar): string {
  const ofGroups = groups.map(group => `${group.prefixes[0]}.${group.keys?.[0] ?? '<name>'}`);
  const ofAttributes = attributes.slice(0, 4).map(({ names }) => names[0]!);
  return [...ofGroups, ...ofAttributes].map(example => `“${example}”`).join(', ') + ' …';
}

export function butFound({ kind, text }: Token): string {
  return kind === 'end' ? '' : `, but found “${text}”`;
}
