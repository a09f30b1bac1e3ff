import type { Token } from './lexer.ts';

/** Tokens one after the other; the last one is met for ever. */
export interface TokenReader {
  peek(): Token;
  next(): Token;
  /** The one that was read last. */
  last(): Token;
  /** Takes a word, whatever its case, if it comes next. */
  takeWord(word: string): boolean;
}

export function openTokens(tokens: readonly Token[]): TokenReader {
  let position = 0;
  const peek = (): Token => tokens[Math.min(position, tokens.length - 1)]!;
  const next = (): Token => {
    const token = peek();
    position++;
    return token;
  };
  return {
    peek,
    next,
    last: () => tokens[Math.min(Math.max(position - 1, 0), tokens.length - 1)]!,
    takeWord(word) {
      const { kind, text } = peek();
      const matches = kind === 'word' && text.toUpperCase() === word;
      if (matches) {
        next();
      }
      return matches;
    }
  };
}
