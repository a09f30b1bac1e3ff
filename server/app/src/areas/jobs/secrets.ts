/** Shorter ones stand in too many words by chance. */
const SHORTEST = 4;
const MASK = '***';

/** Takes secrets out of a text. */
export interface Mask {
  (text: string): string;
  /** There is nothing to take out. */
  readonly isEmpty: boolean;
}

/** Takes secrets out of what is shown; each line of one is a secret, too. */
export function createMask(secrets: readonly string[]): Mask {
  const parts = secrets
    .flatMap(secret => [secret, ...secret.split(/\r?\n/)])
    .map(part => part.trim())
    .filter(part => part.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  const mask = (text: string): string =>
    parts.reduce((masked, part) => masked.replaceAll(part, MASK), text);
  return Object.assign(mask, { isEmpty: parts.length === 0 });
}
