/** Part of a file, by its first and its last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The part of a file of that size that a `Range` header asks for (RFC 9110, 14.2). Undefined for
 * the whole of it: also where the header is malformed or asks for several parts, which a server
 * may leave aside. Null where there is no such part.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | null | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') {
    return undefined;
  }
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length ? { start: size - length, end: size - 1 } : null;
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) {
    return undefined;
  }
  return start < size ? { start, end } : null;
}

/** Whether an `If-Range` or `If-None-Match` header names that content. */
export function names(header: string, etag: string): boolean {
  const given = header.split(',').map(tag => tag.trim().replace(/^W\//, ''));
  return given.includes(etag) || given.includes('*');
}
