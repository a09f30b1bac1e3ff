import { readField } from './field.ts';
import type { OrderKey } from './filter.ts';
import type { SearchGrammar } from './grammar.ts';
import { tokenize } from './lexer.ts';
import { SearchProblem } from './problem.ts';
import { openTokens } from './token-reader.ts';
import type { TokenReader } from './token-reader.ts';

/**
 * One or more keys, `metrics.auc DESC, params.model`; none of them may stand in `before` already.
 * @throws SearchProblem
 */
export function parseOrder(
  text: string,
  grammar: SearchGrammar,
  before: readonly OrderKey[] = []
): OrderKey[] {
  const tokens = openTokens(tokenize(text));
  const keys: OrderKey[] = [];
  for (;;) {
    keys.push(readKey(tokens, grammar, [...before, ...keys]));
    const after = tokens.next();
    if (after.kind === 'end') {
      return keys;
    }
    if (after.kind !== 'comma') {
      throw new SearchProblem(`Expected “ASC”, “DESC” or “,”, but found “${after.text}”`, after);
    }
  }
}

function readKey(
  tokens: TokenReader,
  grammar: SearchGrammar,
  before: readonly OrderKey[]
): OrderKey {
  const start = tokens.peek();
  const { field, rule, text } = readField(tokens, grammar);
  const end = tokens.last();
  const at = { offset: start.offset, length: end.offset + end.length - start.offset };
  if (!rule.orderable) {
    throw new SearchProblem(`Search of ${grammar.subject} cannot order by “${text}”`, at);
  }
  if (before.some(key => key.field.kind === field.kind && key.field.key === field.key)) {
    throw new SearchProblem(`“${text}” stands twice in the order`, at);
  }
  if (tokens.takeWord('DESC')) {
    return { field, descending: true };
  }
  tokens.takeWord('ASC');
  return { field, descending: false };
}
