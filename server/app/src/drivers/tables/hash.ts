/**
 * Two 32-bit hashes of a value, mixed by multiplication and rotation as MurmurHash3 does. Not for
 * secrets: only to count.
 */
export class Hash {
  high = 0;
  low = 0;
  private readonly float = new Float64Array(1);
  private readonly words = new Uint32Array(this.float.buffer);

  start(): void {
    this.high = 0x9e3779b9;
    this.low = 0x85ebca6b;
  }

  word(word: number): void {
    const high = Math.imul(this.high ^ word, 0xcc9e2d51);
    const low = Math.imul(this.low ^ word, 0x1b873593);
    this.high = Math.imul(high ^ (high >>> 15), 5) + 0xe6546b64;
    this.low = Math.imul(low ^ (low >>> 13), 9) + 0x38b34ae5;
  }

  /** What was added as one number of 52 bits, which is never 0; after `finish`. */
  get key(): number {
    return (this.high & 0xfffff) * 4_294_967_296 + (this.low >>> 0) + 1;
  }

  number(value: number): void {
    this.float[0] = value === 0 ? 0 : value;
    this.word(this.words[0]);
    this.word(this.words[1]);
  }

  text(value: string): void {
    for (let index = 0; index < value.length; index++) {
      this.word(value.charCodeAt(index));
    }
    this.word(value.length);
  }

  /** Spreads what was added over all bits. */
  finish(): void {
    this.high = avalanche(this.high ^ Math.imul(this.low, 0x2545f491));
    this.low = avalanche(this.low ^ Math.imul(this.high, 0x9e3779b1));
  }
}

function avalanche(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
