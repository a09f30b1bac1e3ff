interface Page<T> {
  items: T[];
  total: number;
  nextCursor?: string;
}

/** All pages of a list as one. */
export async function listAll<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>
): Promise<Page<T>> {
  const items: T[] = [];
  let cursor: string | undefined;
  let total: number;
  do {
    const page = await fetchPage(cursor);
    items.push(...page.items);
    ({ nextCursor: cursor, total } = page);
  } while (cursor !== undefined);
  return { items, total };
}
