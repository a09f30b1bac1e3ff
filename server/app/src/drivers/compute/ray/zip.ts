import { crc32 } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: Buffer;
  isExecutable: boolean;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Made on Unix, so that the bits of the mode count. */
const MADE_BY = 0x0314;
const UTF8 = 0x0800;
/** 1980-01-01: equal files make equal archives. */
const DATE = 0x0021;

/** A zip archive of files as they are, not compressed (APPNOTE 6.3, without zip64). */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { content, isExecutable, name } of entries) {
    const path = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(UTF8, 2);
    fields.writeUInt16LE(DATE, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const mode = 0o100000 | (isExecutable ? 0o700 : 0o600);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(mode * 0x10000, 6);
    more.writeUInt32LE(offset, 10);
    const local = Buffer.concat([word(LOCAL), fields, path, content]);
    directory.push(word(CENTRAL), half(MADE_BY), fields, more, path);
    files.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, list, word(END), end]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function half(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
