/** Rows in slices that keep a statement below the number of values that SQLite takes. */
export function* slicesOf<T>(rows: readonly T[], size = 500): Generator<T[]> {
  for (let start = 0; start < rows.length; start += size) {
    yield rows.slice(start, start + size);
  }
}
