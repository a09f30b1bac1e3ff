import { SearchProblem } from './problem.ts';
import type { Place } from './problem.ts';

export type TokenKind =
  | 'word'
  | 'number'
  /** In single quotes: a text. */
  | 'text'
  /** In double quotes: a text or a name, as its place tells. */
  | 'quoted'
  /** In backticks: a name. */
  | 'name'
  | 'operator'
  | 'open'
  | 'close'
  | 'comma'
  | 'end';

export interface Token extends Place {
  readonly kind: TokenKind;
  /** As it was written. */
  readonly text: string;
  /** Without its quotes. */
  readonly value: string;
}

const PATTERNS: [TokenKind, RegExp][] = [
  ['number', /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_])/uy],
  // A minus belongs to a word only inside of it; a dot may stand before a quoted key.
  ['word', /[\p{L}\p{N}_][\p{L}\p{N}_.\-/:@%]*|-Infinity/uy],
  ['text', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['name', /`(?:[^`]|``)*`/y],
  ['operator', /<=|>=|!=|<>|==|=|<|>/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['comma', /,/y]
];
const SPACE = /\s*/y;
const QUOTED = new Set<TokenKind>(['text', 'quoted', 'name']);

function tokenAt(text: string, offset: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) {
      return { kind, text: found, value: valueOf(kind, found), offset, length: found.length };
    }
  }
  return undefined;
}

/** A quote inside of a quoted text is written twice. */
function valueOf(kind: TokenKind, text: string): string {
  if (!QUOTED.has(kind)) {
    return text;
  }
  const [quote] = text;
  return text.slice(1, -1).replaceAll(quote! + quote!, quote!);
}

/** The tokens of a text up to the first that is none; a last one of kind `end` closes them. */
export function tokenizeSome(text: string): { tokens: Token[]; problem?: SearchProblem } {
  const tokens: Token[] = [];
  let offset = 0;
  for (;;) {
    SPACE.lastIndex = offset;
    offset += SPACE.exec(text)![0].length;
    if (offset >= text.length) {
      tokens.push({ kind: 'end', text: '', value: '', offset, length: 0 });
      return { tokens };
    }
    const token = tokenAt(text, offset);
    if (!token) {
      return { tokens, problem: problemAt(text, offset) };
    }
    tokens.push(token);
    offset += token.length;
  }
}

/** @throws SearchProblem */
export function tokenize(text: string): Token[] {
  const { problem, tokens } = tokenizeSome(text);
  if (problem) {
    throw problem;
  }
  return tokens;
}

function problemAt(text: string, offset: number): SearchProblem {
  const character = String.fromCodePoint(text.codePointAt(offset)!);
  if (`'"\``.includes(character)) {
    const at = { offset, length: text.length - offset };
    return new SearchProblem(`The quote ${character} is not closed; it was opened`, at);
  }
  return new SearchProblem(`Unexpected “${character}”`, { offset, length: character.length });
}
