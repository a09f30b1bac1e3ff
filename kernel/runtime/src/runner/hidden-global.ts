import type { MagicFunction } from './magics.ts';

/** What prepared cells call under the name `__atelier`; hidden from listings of the global object. */
export interface HiddenGlobal {
  /** Values of last expressions, by the number of the script. */
  results: Record<number, unknown>;
  /** A value on its way from the inspector's world into ours. */
  slot: unknown;
  /** What a cell finds as `import.meta`. */
  meta: { dirname: string; url: string };
  import(specifier: string): Promise<unknown>;
  magic: MagicFunction;
  turn(): void;
  wait(value: unknown): unknown;
  waitEach(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown>;
}

export const HIDDEN_NAME = '__atelier';

export function hide(name: string | symbol, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
