import { StringDecoder } from 'node:string_decoder';

/** Longest piece of a line, in UTF-16 units. */
const LONGEST = 32_000;

/**
 * Output as lines, each with its end; a carriage return alone ends one, too, as progress bars write
 * it. The same output gives the same lines however its bytes arrive: lines can be numbered.
 */
export function createLineSplitter() {
  const decoder = new StringDecoder('utf8');
  let rest = '';

  function* cut(isEnd: boolean): Generator<string> {
    for (;;) {
      const end = endOf(rest, isEnd);
      if (end === undefined) {
        break;
      }
      yield rest.slice(0, end);
      rest = rest.slice(end);
    }
  }

  return {
    *write(bytes: Buffer): Generator<string> {
      rest += decoder.write(bytes);
      yield* cut(false);
    },
    *end(): Generator<string> {
      rest += decoder.end();
      yield* cut(true);
    }
  };
}

/** Where the first line ends; undefined while that cannot be told. */
function endOf(text: string, isEnd: boolean): number | undefined {
  const found = /\r\n|\n|\r/.exec(text.slice(0, LONGEST + 2));
  if (found && found.index < LONGEST) {
    const end = found.index + found[0].length;
    // What follows a return that came last may belong to it.
    return found[0] === '\r' && end === text.length && !isEnd ? undefined : end;
  }
  if (text.length >= LONGEST + 2) {
    return LONGEST;
  }
  return isEnd && text.length ? Math.min(text.length, LONGEST) : undefined;
}
