/**
 * Hands each run one of the series colours. A run asks first for the colour that its id points at,
 * so that it has mostly the same one everywhere; as long as it is shown, its colour never changes.
 */
export class ColorSlots {
  readonly #colors: number;
  readonly #rounds: number;
  readonly #taken = new Map<string, number>();

  /** @param rounds how often each colour can be told apart, by another dash */
  constructor(colors: number, rounds = 1) {
    this.#colors = colors;
    this.#rounds = rounds;
  }

  /** The run's slot, 0 … colors × rounds − 1, lower rounds first. With more runs some share one. */
  take(run: string): number {
    const held = this.#taken.get(run);
    if (held !== undefined) {
      return held;
    }
    const slot = this.#free(hash(run) % this.#colors);
    this.#taken.set(run, slot);
    return slot;
  }

  release(run: string): void {
    this.#taken.delete(run);
  }

  #free(wanted: number): number {
    const used = new Set(this.#taken.values());
    for (let round = 0; round < this.#rounds; round++) {
      for (let step = 0; step < this.#colors; step++) {
        const slot = round * this.#colors + ((wanted + step) % this.#colors);
        if (!used.has(slot)) {
          return slot;
        }
      }
    }
    return wanted;
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
