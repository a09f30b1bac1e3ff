import type { TrashKind } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { TrashedItem, TrashShelf } from '../../trash.ts';

export interface ShelfQuery {
  search?: string;
  kind?: TrashKind;
  limit: number;
  cursor?: string;
}

const Position = z.tuple([z.number(), z.string()]);

/** A page over all shelves, the last deleted first. */
export async function listShelves(
  shelves: readonly TrashShelf[],
  workspaceId: string,
  { cursor, kind, limit, search }: ShelfQuery
) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  const filter = { workspaceId, search };
  const found: TrashedItem[] = [];
  let total = 0;
  for (const shelf of shelves.filter(each => kind === undefined || each.kind === kind)) {
    found.push(...(await shelf.list(filter, limit + 1, after)));
    total += await shelf.count(filter);
  }
  found.sort((a, b) => b.deletedAt - a.deletedAt || (a.id < b.id ? 1 : -1));
  const { nextCursor, rows } = cutPage(found.slice(0, limit + 1), limit, item => [
    item.deletedAt,
    item.id
  ]);
  return { items: rows, total, nextCursor };
}
