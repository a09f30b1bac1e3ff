const BLOCK = 512;
const encoder = new TextEncoder();

/**
 * What stands before a file in a tar archive (POSIX ustar). A path or size that does not fit into
 * the plain head is told in a pax record before it.
 */
export function tarHead(path: string, size: number, time: number): Uint8Array<ArrayBuffer>[] {
  const name = encoder.encode(path);
  const plain = head(name.slice(0, 100), size, time, '0');
  if (name.length <= 100 && /^[\x20-\x7e]*$/.test(path)) {
    return [plain];
  }
  const record = paxRecord('path', path);
  return [
    head(encoder.encode('PaxHeader'), record.length, time, 'x'),
    record,
    tarPadding(record.length),
    plain
  ];
}

/** Fills the last block of a file. */
export const tarPadding = (size: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);

export const tarEnd = (): Uint8Array<ArrayBuffer> => new Uint8Array(2 * BLOCK);

function head(name: Uint8Array, size: number, time: number, kind: string): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  block.set(name, 0);
  const fields: [number, string][] = [
    [100, '0000644'],
    [108, '0000000'],
    [116, '0000000'],
    [124, octal(size, 11)],
    [136, octal(Math.floor(time / 1_000), 11)],
    [148, '        '],
    [156, kind],
    [257, 'ustar'],
    [263, '00']
  ];
  fields.forEach(([at, text]) => block.set(encoder.encode(text), at));
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(encoder.encode(`${octal(sum, 6)}\0 `), 148);
  return block;
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Uint8Array<ArrayBuffer> {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + 1;
  while (String(length).length + rest !== length) {
    length = String(length).length + rest;
  }
  return encoder.encode(`${length} ${key}=${value}\n`);
}
