/** Shorter ones stand in too many words by chance. */
const SHORTEST = 4;
const MASK = '***';

/** Takes secrets out of a text. */
export interface Mask {
  (text: string): string;
  /** There is nothing to take out. */
  readonly isEmpty: boolean;
}

/** As pages write them: without quotes, as Python's own library does it, and as its templates do. */
const ESCAPES = [
  { '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' },
  { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
].map(escapes => new Map(Object.entries(escapes)));

/** Takes secrets out of what is shown, also as pages write them; each line of one is a secret, too. */
export function createMask(secrets: readonly string[]): Mask {
  const plain = secrets
    .flatMap(secret => [secret, ...secret.split(/\r?\n/)])
    .map(part => part.trim())
    .filter(part => part.length >= SHORTEST);
  const parts = [...new Set(plain.flatMap(part => [part, ...escaped(part)]))].sort(
    (a, b) => b.length - a.length
  );
  const mask = (text: string): string =>
    parts.reduce((masked, part) => masked.replaceAll(part, MASK), text);
  return Object.assign(mask, { isEmpty: parts.length === 0 });
}

const escaped = (part: string): string[] =>
  ESCAPES.map(escapes => [...part].map(letter => escapes.get(letter) ?? letter).join(''));
