/** A field of a message in protocol buffers: its number with a number or bytes. */
type Field = [number: number, value: number | Buffer];

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Reads the fields of a message. Format: protobuf.dev/programming-guides/encoding */
export function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = message[at++];
      if (byte === undefined) {
        throw new RangeError('a message ends in the middle of a field');
      }
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return value;
      }
      factor *= 128;
    }
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case VARINT:
        yield [number, varint()];
        break;
      case FIXED64:
        at += 8;
        break;
      case BYTES: {
        const length = varint();
        yield [number, message.subarray(at, at + length)];
        at += length;
        break;
      }
      case FIXED32:
        at += 4;
        break;
      default:
        throw new RangeError('a message has a field of an unknown kind');
    }
  }
}
