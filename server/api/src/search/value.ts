import { butFound } from './field.ts';
import type { ValueType } from './grammar.ts';
import type { Token } from './lexer.ts';
import { SearchProblem } from './problem.ts';
import type { TokenReader } from './token-reader.ts';

interface Wanted {
  type: ValueType;
  after: string;
  extended: boolean;
}

/** @throws SearchProblem */
export function readValue(tokens: TokenReader, wanted: Wanted): number | string {
  const token = tokens.next();
  const { after, extended, type } = wanted;
  if (type === 'text') {
    if (isText(token)) {
      return token.value;
    }
    throw new SearchProblem(`Expected a text in quotes after “${after}”${butFound(token)}`, token);
  }
  const number = numberOf(token, type, extended);
  if (number === undefined) {
    throw new SearchProblem(`Expected ${NUMERIC[type]} after “${after}”${butFound(token)}`, token);
  }
  return number;
}

const NUMERIC = {
  number: 'a number',
  time: 'a time (a date in quotes, or milliseconds since 1970)',
  duration: 'a duration (such as ‘90s’, ‘10m’, ‘2h’ in quotes, or milliseconds)'
};

function numberOf(token: Token, type: ValueType, extended: boolean): number | undefined {
  if (token.kind === 'number') {
    return Number(token.text);
  }
  if (!extended) {
    return undefined;
  }
  if (token.kind === 'word' && type === 'number') {
    return SPECIAL[token.text.toLowerCase()];
  }
  if (isText(token) && type === 'time') {
    return timeOf(token.value);
  }
  return isText(token) && type === 'duration' ? durationOf(token.value) : undefined;
}

const SPECIAL: Record<string, number | undefined> = {
  nan: NaN,
  infinity: Infinity,
  '-infinity': -Infinity
};

/** A date is midnight UTC; a moment without a zone is UTC too, so that all read it alike. */
function timeOf(text: string): number | undefined {
  const found =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?(Z|[+-]\d{2}:\d{2})?$/.exec(
      text.trim()
    );
  if (!found) {
    return undefined;
  }
  const time = Date.parse(`${found[1]}T${found[2] ?? '00:00'}${found[3] ?? 'Z'}`);
  return Number.isNaN(time) ? undefined : time;
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function durationOf(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim());
  return found ? Number(found[1]) * UNITS[found[2]!]! : undefined;
}

/** `( 'a' , 'b' … )`. @throws SearchProblem */
export function readList(tokens: TokenReader): string[] {
  const open = tokens.next();
  if (open.kind !== 'open') {
    throw new SearchProblem('Expected a list in brackets after “IN”', open);
  }
  const values: string[] = [];
  for (;;) {
    const token = tokens.next();
    if (!isText(token)) {
      throw new SearchProblem(`Expected a text in quotes in the list${butFound(token)}`, token);
    }
    values.push(token.value);
    const after = tokens.next();
    if (after.kind === 'close') {
      return values;
    }
    if (after.kind !== 'comma') {
      throw new SearchProblem(`Expected “,” or “)” in the list${butFound(after)}`, after);
    }
    if (tokens.peek().kind === 'close' && values.length === 1) {
      // As Python writes a tuple of one.
      tokens.next();
      return values;
    }
  }
}

function isText({ kind }: Token): boolean {
  return kind === 'text' || kind === 'quoted';
}
