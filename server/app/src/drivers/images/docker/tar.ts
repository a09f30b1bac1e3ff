const BLOCK = 512;
const LONGEST = 100;

interface TarEntry {
  path: string;
  size: number;
  mode: number;
  /** Where a symbolic link leads. */
  link?: string;
}

/**
 * The header of an entry (POSIX pax). All entries are of the same time and owner, so that equal files
 * make equal archives, and steps that copy them come from the cache.
 */
export function tarHeader({ link = '', mode, path, size }: TarEntry): Buffer {
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
    tarPadding(length),
    plain
  ]);
}

/** What fills the last block of an entry. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

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
