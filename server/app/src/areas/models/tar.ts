interface TarEntry {
  path: string;
  size: number;
}

const BLOCK = 512;
const LONGEST_NAME = 100;
const LARGEST_OCTAL = 0o77777777777;

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;

/** One record of an extended header: its length counts itself. */
function recordOf(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function headerOf(name: string, size: number, type: '0' | 'x'): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name.slice(0, LONGEST_NAME), 0, 'ascii');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${Math.min(size, LARGEST_OCTAL).toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Name and size stand in an extended header, which sets them no limit. */
function headersOf({ path, size }: TarEntry): Buffer {
  const extended = Buffer.concat([recordOf('path', path), recordOf('size', String(size))]);
  const plain = path.replace(/[^\x20-\x7e]/g, '_');
  return Buffer.concat([
    headerOf('extended', extended.byteLength, 'x'),
    extended,
    Buffer.alloc(padded(extended.byteLength) - extended.byteLength),
    headerOf(plain, size, '0')
  ]);
}

/** Bytes that the archive takes. */
export function tarSize(entries: readonly TarEntry[]): number {
  return (
    entries.reduce((sum, entry) => sum + headersOf(entry).byteLength + padded(entry.size), 0) +
    2 * BLOCK
  );
}

/** A POSIX archive (pax) of files, read one after the other. */
export async function* tarOf<E extends TarEntry>(
  entries: readonly E[],
  read: (entry: E) => Promise<AsyncIterable<Uint8Array>>
): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    yield headersOf(entry);
    yield* await read(entry);
    yield Buffer.alloc(padded(entry.size) - entry.size);
  }
  yield Buffer.alloc(2 * BLOCK);
}
