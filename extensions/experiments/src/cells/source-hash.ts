/** SHA-256 of a cell's text, as runs keep it: 64 hexadecimal digits. Null where a page may not hash. */
export async function sourceHashOf(source: string): Promise<string | null> {
  // browsers hash on localhost and over HTTPS alone
  const digest = await crypto.subtle?.digest('SHA-256', new TextEncoder().encode(source));
  return digest
    ? [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('')
    : null;
}
