import type { Completion } from '../engine/engine.ts';
import type { MagicRegistry } from './registry.ts';

const NAME = /(?:^\s*|=\s*)(%{1,2})(\w*)$/;
const ARGUMENT = /%{1,2}(\w+)[ \t]+(?:\S+[ \t]+)*(\S*)$/;

/** Completion of a magic's name or arguments; undefined where the cursor is in code. */
export function completeMagic(
  source: string,
  offset: number,
  registry: MagicRegistry
): Completion | undefined {
  const lineStart = source.lastIndexOf('\n', offset - 1) + 1;
  const line = source.slice(lineStart, offset);
  const name = NAME.exec(line);
  if (name) {
    const [, sign, typed] = name;
    const isCell = sign === '%%';
    const isFirst = source.slice(0, lineStart).trim() === '';
    const fits = registry
      .list()
      .filter(magic => (isCell ? magic.kind !== 'line' && isFirst : magic.kind !== 'cell'))
      .filter(magic => magic.name.startsWith(typed));
    const items = fits.map(magic => ({ name: sign + magic.name, kind: 'magic' }));
    return { start: offset - typed.length - sign.length, end: offset, items };
  }
  const argument = ARGUMENT.exec(line);
  const magic = argument && registry.get(argument[1]);
  if (!argument || !magic || (magic.body === 'code' && !magic.options)) return undefined;
  const typed = argument[2];
  const items = (magic.options ?? [])
    .filter(option => option.startsWith(typed))
    .map(option => ({ name: option, kind: 'option' }));
  return { start: offset - typed.length, end: offset, items };
}
