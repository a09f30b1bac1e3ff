/**
 * Hands each run one of `size` colours. A run asks first for the colour that its id points at, so
 * that it has mostly the same one everywhere; as long as it is shown, its colour never changes.
 */
export class ColorSlots {
  readonly #size: number;
  readonly #taken = new Map<string, number>();

  constructor(size: number) {
    this.#size = size;
  }

  /** The run's colour, 0 … size − 1. With more runs than colours some share one. */
  take(run: string): number {
    const held = this.#taken.get(run);
    if (held !== undefined) {
      return held;
    }
    const used = new Set(this.#taken.values());
    const wanted = hash(run) % this.#size;
    let slot = wanted;
    for (let step = 0; step < this.#size && used.has(slot); step++) {
      slot = (wanted + step) % this.#size;
    }
    this.#taken.set(run, slot);
    return slot;
  }

  release(run: string): void {
    this.#taken.delete(run);
  }
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
