import type { FieldKind } from './filter.ts';
import { readField } from './field.ts';
import type { FoundField } from './field.ts';
import { findGroup } from './grammar.ts';
import type { AttributeRule, SearchGrammar } from './grammar.ts';
import { tokenizeSome } from './lexer.ts';
import type { Token } from './lexer.ts';
import { openTokens } from './token-reader.ts';

export interface CompletionOption {
  readonly kind: 'group' | 'attribute' | 'key' | 'operator' | 'value' | 'connector';
  /** What stands in the text afterwards. */
  readonly text: string;
}

/** What may stand at a place of a filter, instead of the characters from `from` to `to`. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly options: readonly CompletionOption[];
  /** Names that only the server knows: those of this kind that begin with the prefix belong here too. */
  readonly keys?: { readonly kind: 'metric' | 'param' | 'tag'; readonly prefix: string };
}

/** A key as it stands in a filter: `metrics.auc`, ``params.`my key` ``. */
export function writeField(kind: Exclude<FieldKind, 'attribute'>, key: string): string {
  const plain = /^[\p{L}\p{N}_.\-/:@%]+$/u.test(key) && !key.startsWith('.');
  return `${kind}s.${plain ? key : `\`${key.replaceAll('`', '``')}\``}`;
}

/** A text as a value of a filter. */
export function writeText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

type Expected =
  | { what: 'field' }
  | { what: 'operator'; found: FoundField }
  | { what: 'value'; found: FoundField }
  | { what: 'connector' }
  | { what: 'nothing' };

/** What may stand at an offset of a filter that is being written. */
export function completionsAt(grammar: SearchGrammar, text: string, offset: number): Completion {
  const { begun, from, tokens } = splitAt(text, offset);
  const expected = expectedAfter(tokens, grammar);
  const optionsOf = (options: CompletionOption[]): Completion => ({
    from,
    to: offset,
    options: options.filter(option => startsLike(option.text, begun))
  });
  switch (expected.what) {
    case 'field':
      return fieldCompletion(grammar, begun, optionsOf);
    case 'operator':
      return optionsOf(
        expected.found.rule.operators.map(operator => ({ kind: 'operator', text: operator }))
      );
    case 'value': {
      const { values = [] } = expected.found.rule as Partial<AttributeRule>;
      return optionsOf(values.map(value => ({ kind: 'value', text: writeText(value) })));
    }
    case 'connector':
      return optionsOf(
        (grammar.extended ? ['AND', 'OR'] : ['AND']).map(word => ({
          kind: 'connector',
          text: word
        }))
      );
    case 'nothing':
      return optionsOf([]);
  }
}

/** The tokens before the one that is being written at the offset, and that one's beginning. */
function splitAt(text: string, offset: number) {
  const { problem, tokens } = tokenizeSome(text.slice(0, offset));
  const whole = tokens.filter(({ kind }) => kind !== 'end');
  if (problem) {
    // A quote that is open: it belongs to the word before it, if they touch.
    const last = whole.at(-1);
    const joined = last?.text.endsWith('.') && last.offset + last.length === problem.at.offset;
    const from = joined ? last!.offset : problem.at.offset;
    return { tokens: joined ? whole.slice(0, -1) : whole, from, begun: text.slice(from, offset) };
  }
  const last = whole.at(-1);
  const touches =
    last && last.offset + last.length === offset && !['open', 'close', 'comma'].includes(last.kind);
  return touches
    ? { tokens: whole.slice(0, -1), from: last.offset, begun: last.text }
    : { tokens: whole, from: offset, begun: '' };
}

function expectedAfter(tokens: readonly Token[], grammar: SearchGrammar): Expected {
  let state: Expected = { what: 'field' };
  const end: Token = { kind: 'end', text: '', value: '', offset: 0, length: 0 };
  const reader = openTokens([...tokens, end]);
  while (reader.peek().kind !== 'end') {
    const { kind, text } = reader.peek();
    const word = kind === 'word' ? text.toUpperCase() : '';
    if (state.what === 'field') {
      if (kind === 'open' || word === 'NOT') {
        reader.next();
        continue;
      }
      try {
        state = { what: 'operator', found: readField(reader, grammar) };
      } catch {
        return { what: 'nothing' };
      }
    } else if (state.what === 'operator') {
      reader.next();
      if (word === 'IS') {
        reader.takeWord('NOT');
        state = { what: reader.takeWord('NULL') ? 'connector' : 'nothing' };
      } else if (word !== 'NOT') {
        state = { what: 'value', found: state.found };
      }
    } else if (state.what === 'value') {
      reader.next();
      if (kind === 'open') {
        state = listState(reader, state.found);
      } else {
        state = { what: 'connector' };
      }
    } else {
      reader.next();
      if (kind !== 'close') {
        state = { what: word === 'AND' || word === 'OR' ? 'field' : 'nothing' };
      }
    }
  }
  return state;
}

function listState(reader: ReturnType<typeof openTokens>, found: FoundField): Expected {
  for (;;) {
    const { kind } = reader.next();
    if (kind === 'end') {
      return { what: 'value', found };
    }
    if (kind === 'close') {
      return { what: 'connector' };
    }
  }
}

function fieldCompletion(
  grammar: SearchGrammar,
  begun: string,
  optionsOf: (options: CompletionOption[]) => Completion
): Completion {
  const dot = begun.indexOf('.');
  const group = dot < 0 ? undefined : findGroup(grammar, begun.slice(0, dot));
  if (!group) {
    const groups = grammar.groups.map(({ prefixes }) => `${prefixes[0]!}.`);
    const names = grammar.attributes.map(attribute => attribute.names[0]!);
    return optionsOf([
      ...groups.map(text => ({ kind: 'group' as const, text })),
      ...names.map(text => ({ kind: 'attribute' as const, text }))
    ]);
  }
  if (group.keys) {
    return optionsOf(
      group.keys.map(key => ({ kind: 'key', text: `${group.prefixes[0]!}.${key}` }))
    );
  }
  const prefix = begun.slice(dot + 1).replace(/^[`"]/, '');
  const completion = optionsOf([]);
  return group.kind === 'dataset'
    ? completion
    : { ...completion, keys: { kind: group.kind, prefix } };
}

function startsLike(option: string, begun: string): boolean {
  return option.toLowerCase().startsWith(begun.toLowerCase());
}
