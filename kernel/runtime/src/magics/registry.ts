import fs from 'node:fs';

import { KERNEL_MAGICS } from './definition.ts';
import type { MagicDefinition } from './definition.ts';

/** The magics that a cell can use, by name. */
export interface MagicRegistry {
  get(name: string): MagicDefinition | undefined;
  list(): readonly MagicDefinition[];
}

export function createMagicRegistry(...sources: (readonly MagicDefinition[])[]): MagicRegistry {
  const magics = new Map(sources.flat().map(magic => [magic.name, magic]));
  return { get: name => magics.get(name), list: () => [...magics.values()] };
}

/**
 * The kernel's magics and those of the SDK. The latter are described in a file that the build wrote, because the kernel process
 * never loads the SDK.
 */
export function loadMagicRegistry(file: string): MagicRegistry {
  const provided = fs.existsSync(file)
    ? (JSON.parse(fs.readFileSync(file, 'utf8')) as MagicDefinition[])
    : [];
  return createMagicRegistry(KERNEL_MAGICS, provided);
}

/** Declarations that give `const x = %name …` its type: the tools read the magic as the variable `$name`. */
export function declareMagics(magics: readonly MagicDefinition[]): string {
  return magics
    .filter(magic => magic.kind !== 'cell')
    .map(magic => `declare const $${magic.name}: ${magic.returns ?? 'any'};\n`)
    .join('');
}
