import type { MagicDefinition } from './definition.ts';

const sign = (magic: MagicDefinition) => (magic.kind === 'cell' ? '%%' : '%');

/** The page that `%name?` opens. */
export function describeMagic(magic: MagicDefinition): string {
  const usage = magic.usage.split('\n').map(line => `    ${line}`);
  const options = magic.options?.length ? [`Options: ${magic.options.join(', ')}`] : [];
  return [`${sign(magic)}${magic.name}`, magic.summary, 'Usage:', ...usage, ...options].join('\n');
}

/** The table that `%lsmagic` shows, as text. */
export function listMagics(magics: readonly MagicDefinition[]): string {
  const sorted = [...magics].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = sorted.map(magic => {
    const cell = magic.kind === 'both' ? `, %%${magic.name}` : '';
    return `${sign(magic)}${magic.name}${cell}`;
  });
  const width = Math.max(...names.map(name => name.length));
  const lines = sorted.map((magic, i) => `${names[i].padEnd(width)}  ${magic.summary}`);
  return [...lines, '', 'Write %name? for the description of a magic.'].join('\n');
}
