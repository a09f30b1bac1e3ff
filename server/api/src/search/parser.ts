import type { Comparison, Filter, Operator } from './filter.ts';
import type { SearchGrammar } from './grammar.ts';
import { readField } from './field.ts';
import type { FoundField } from './field.ts';
import { tokenize } from './lexer.ts';
import type { Token } from './lexer.ts';
import { SearchProblem } from './problem.ts';
import type { Place } from './problem.ts';
import { openTokens } from './token-reader.ts';
import type { TokenReader } from './token-reader.ts';
import { readList, readValue } from './value.ts';

/** Deeper ones would exhaust the stack before anybody could have meant them. */
const DEEPEST = 50;
/** More would make a statement that no database plans well. */
const MOST_COMPARISONS = 100;

/**
 * The tree of a filter; everything for an empty one.
 *
 *     filter     = and { OR and }              (OR, NOT and brackets: extended grammars only)
 *     and        = not { AND not }
 *     not        = NOT not | "(" filter ")" | comparison
 *     comparison = field operator value | field IS [NOT] NULL | field [NOT] IN "(" value, … ")"
 *
 * @throws SearchProblem
 */
export function parseFilter(text: string, grammar: SearchGrammar): Filter {
  const tokens = openTokens(tokenize(text));
  if (tokens.peek().kind === 'end') {
    return { type: 'and', items: [] };
  }
  const budget = { left: MOST_COMPARISONS };
  const filter = parseOr({ tokens, grammar, budget }, 0);
  const rest = tokens.peek();
  if (rest.kind !== 'end') {
    const wanted = grammar.extended ? '“AND”, “OR”' : '“AND”';
    throw new SearchProblem(`Expected ${wanted} or the end, but found “${rest.text}”`, rest);
  }
  return filter;
}

interface Parsing {
  tokens: TokenReader;
  grammar: SearchGrammar;
  budget: { left: number };
}

function parseOr(parsing: Parsing, depth: number): Filter {
  const items = [parseAnd(parsing, depth)];
  while (takeLogic(parsing, 'OR')) {
    items.push(parseAnd(parsing, depth));
  }
  return items.length === 1 ? items[0]! : { type: 'or', items };
}

function parseAnd(parsing: Parsing, depth: number): Filter {
  const items = [parseNot(parsing, depth)];
  while (parsing.tokens.takeWord('AND')) {
    items.push(parseNot(parsing, depth));
  }
  return items.length === 1 ? items[0]! : { type: 'and', items };
}

function parseNot(parsing: Parsing, depth: number): Filter {
  const { tokens } = parsing;
  const first = tokens.peek();
  if (depth > DEEPEST) {
    throw new SearchProblem(`More than ${DEEPEST} brackets and “NOT” in each other`, first);
  }
  if (takeLogic(parsing, 'NOT')) {
    return { type: 'not', item: parseNot(parsing, depth + 1) };
  }
  if (first.kind === 'open') {
    requireExtended(parsing, first, 'brackets');
    tokens.next();
    const inner = parseOr(parsing, depth + 1);
    const close = tokens.peek();
    if (close.kind !== 'close') {
      throw new SearchProblem(`Expected “)” for the bracket at column ${first.offset + 1}`, close);
    }
    tokens.next();
    return inner;
  }
  return parseComparison(parsing);
}

function takeLogic(parsing: Parsing, word: 'OR' | 'NOT'): boolean {
  const token = parsing.tokens.peek();
  if (!parsing.tokens.takeWord(word)) {
    return false;
  }
  requireExtended(parsing, token, `“${word}”`);
  return true;
}

function requireExtended({ grammar }: Parsing, at: Place, what: string): void {
  if (!grammar.extended) {
    throw new SearchProblem(`MLflow’s filters know no ${what}; join comparisons by “AND”`, at);
  }
}

function parseComparison({ budget, grammar, tokens }: Parsing): Comparison {
  const start = tokens.peek();
  const found = readField(tokens, grammar);
  if (--budget.left < 0) {
    throw new SearchProblem(`More than ${MOST_COMPARISONS} comparisons`, start);
  }
  const operatorToken = tokens.peek();
  const operator = readOperator(tokens, found);
  if (!found.rule.operators.includes(operator)) {
    throw new SearchProblem(
      `“${found.text}” cannot be compared with “${operator}”, only with ${listOf(found.rule.operators)}`,
      span(operatorToken, tokens.last())
    );
  }
  const value = valueFor(operator, { tokens, found, grammar });
  return {
    type: 'comparison',
    field: found.field,
    operator,
    value,
    at: span(start, tokens.last())
  };
}

function valueFor(
  operator: Operator,
  { found, grammar, tokens }: { found: FoundField; grammar: SearchGrammar; tokens: TokenReader }
): Comparison['value'] {
  switch (operator) {
    case 'IS NULL':
    case 'IS NOT NULL':
      return null;
    case 'IN':
    case 'NOT IN':
      return readList(tokens);
    default:
      return readValue(tokens, { ...found.rule, after: operator, extended: grammar.extended });
  }
}

const SYMBOLS: Record<string, Operator> = { '==': '=', '<>': '!=' };

function readOperator(tokens: TokenReader, { text }: FoundField): Operator {
  const token = tokens.next();
  if (token.kind === 'operator') {
    return SYMBOLS[token.text] ?? (token.text as Operator);
  }
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  if (word === 'LIKE' || word === 'ILIKE' || word === 'IN') {
    return word;
  }
  if (word === 'NOT') {
    return expectWord(tokens, 'IN', 'NOT IN');
  }
  if (word === 'IS') {
    return tokens.takeWord('NOT')
      ? expectWord(tokens, 'NULL', 'IS NOT NULL')
      : expectWord(tokens, 'NULL', 'IS NULL');
  }
  throw new SearchProblem(`Expected a comparison such as “=” after “${text}”`, token);
}

function expectWord(tokens: TokenReader, word: string, operator: Operator): Operator {
  const token = tokens.peek();
  if (!tokens.takeWord(word)) {
    throw new SearchProblem(`Expected “${operator}”`, token);
  }
  return operator;
}

function span(first: Token, last: Token): Place {
  return { offset: first.offset, length: last.offset + last.length - first.offset };
}

function listOf(operators: readonly Operator[]): string {
  return operators.length ? operators.map(operator => `“${operator}”`).join(', ') : 'nothing';
}
