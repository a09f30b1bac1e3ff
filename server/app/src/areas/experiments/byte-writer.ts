/** Writes into bytes that were made large enough. */
export interface ByteWriter {
  readonly bytes: Buffer;
  at: number;
  /** A safe integer: the sign and six bits, then seven bits a byte; the top bit says more follow. */
  integer(value: number): void;
}

export function createByteWriter(size: number): ByteWriter {
  const bytes = Buffer.allocUnsafe(size);
  const writer: ByteWriter = {
    bytes,
    at: 0,
    integer(value) {
      let rest = Math.abs(value);
      let low = (rest % 64) * 2 + (value < 0 ? 1 : 0);
      rest = Math.floor(rest / 64);
      while (rest > 0) {
        bytes[writer.at++] = low | 0x80;
        low = rest % 128;
        rest = Math.floor(rest / 128);
      }
      bytes[writer.at++] = low;
    }
  };
  return writer;
}
