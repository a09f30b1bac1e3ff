import { createReadStream } from 'node:fs';

const BLOCK = 512;
const LONGEST = 100;

interface TarEntry {
  path: string;
  size: number;
  mode: number;
  /** Where a symbolic link leads. */
  link?: string;
}

type Named = Pick<TarEntry, 'path' | 'mode'>;

export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

export const tarLink = (path: string, link: string): Buffer =>
  headerOf({ path, size: 0, mode: 0o777, link });

/** An entry with this content. */
export function tarBytes(content: string | Uint8Array, entry: Named): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  const size = bytes.byteLength;
  return Buffer.concat([headerOf({ ...entry, size }), bytes, paddingOf(size)]);
}

/**
 * An entry with the content of a file; one that grows meanwhile is taken as long as it was.
 * @throws Error when it has become shorter
 */
export async function* tarFile(
  file: string,
  { size, ...entry }: Named & { size: number }
): AsyncGenerator<Buffer> {
  yield headerOf({ ...entry, size });
  let left = size;
  if (size > 0) {
    for await (const bytes of createReadStream(file, { end: size - 1 })) {
      left -= (bytes as Buffer).length;
      yield bytes as Buffer;
    }
  }
  if (left > 0) {
    throw new Error(`The file ${file} was cut off while it was read.`);
  }
  yield paddingOf(size);
}

/**
 * The header of an entry (POSIX pax). All entries are of the same time and owner, so that equal files
 * make equal archives, and steps that copy them come from the cache.
 */
function headerOf({ link = '', mode, path, size }: TarEntry): Buffer {
  const records = [
    ...(fits(path) ? [] : [recordOf('path', path)]),
    ...(fits(link) ? [] : [recordOf('linkpath', link)])
  ];
  const plain = blockOf(path, size, mode, link ? '2' : '0', link);
  if (!records.length) {
    return plain;
  }
  const extended = Buffer.from(records.join(''));
  const { length } = extended;
  return Buffer.concat([
    blockOf('extended', length, mode, 'x', ''),
    extended,
    paddingOf(length),
    plain
  ]);
}

/** What fills the last block of an entry. */
const paddingOf = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

const fits = (text: string): boolean => text.length <= LONGEST && /^[\x20-\x7e]*$/.test(text);

/** Its length counts itself. */
function recordOf(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  const length = rest + String(rest).length;
  return `${rest + String(length).length} ${key}=${value}\n`;
}

function blockOf(name: string, size: number, mode: number, type: string, link: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  block.write(name.slice(0, LONGEST), 0, 'latin1');
  block.write(`${octal(mode, 7)}\0`, 100);
  block.write('0000000\0'.repeat(2), 108);
  block.write(`${octal(size, 11)}\0${octal(0, 11)}\0`, 124);
  block.write(`        ${type}`, 148);
  block.write(link.slice(0, LONGEST), 157, 'latin1');
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}
