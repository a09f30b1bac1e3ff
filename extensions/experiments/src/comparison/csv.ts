/** Rows as CSV (RFC 4180); null is an empty field. */
export function toCsv(rows: Iterable<readonly (string | number | null)[]>): string {
  return [...rows].map(row => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | null): string {
  if (value === null) {
    return '';
  }
  const text = String(value);
  // what a spreadsheet would run as a formula is marked as text
  const safe = typeof value === 'string' && /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
