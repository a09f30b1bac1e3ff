import type { Queries } from '../../drivers/database/index.ts';
import { BLOCK_LENGTH, cutIntoBlocks, decodeBlock, encodeBlock, lengthOf } from './log-block.ts';
import type { LogPiece } from './log-block.ts';
import type { RunTables } from './tables.ts';

/** What runs have written, in compressed blocks. */
export function createRunLogsStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();

  const blocks = (runId: string, limit: number) =>
    db.selectFrom('run_logs').select('content').where('run_id', '=', runId).limit(limit);

  const piecesOf = (rows: { content: Uint8Array }[]): LogPiece[] =>
    rows.flatMap(row => decodeBlock(row.content));

  return {
    /** Adds pieces after those that are there; a block with room takes the first of them. */
    async append(runId: string, pieces: LogPiece[]): Promise<void> {
      const last = await db
        .selectFrom('run_logs')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('first_position', 'desc')
        .limit(1)
        .executeTakeFirst();
      const open = last && last.length < BLOCK_LENGTH ? decodeBlock(last.content) : [];
      for (const block of cutIntoBlocks([...open, ...pieces])) {
        const row = {
          last_position: block.at(-1)!.position,
          length: lengthOf(block),
          content: encodeBlock(block)
        };
        await db
          .insertInto('run_logs')
          .values({ run_id: runId, first_position: block[0]!.position, ...row })
          .onConflict(conflict => conflict.columns(['run_id', 'first_position']).doUpdateSet(row))
          .execute();
      }
    },

    /** Pieces of the blocks that go on after a position, oldest first. */
    async after(runId: string, position: number, limit: number): Promise<LogPiece[]> {
      const rows = await blocks(runId, limit)
        .where('last_position', '>', position)
        .orderBy('first_position')
        .execute();
      return piecesOf(rows).filter(piece => piece.position > position);
    },

    /** Pieces of the last blocks that begin before a position, oldest first. */
    async before(runId: string, position: number, limit: number): Promise<LogPiece[]> {
      const rows = await blocks(runId, limit)
        .where('first_position', '<', position)
        .orderBy('first_position', 'desc')
        .execute();
      return piecesOf(rows.reverse()).filter(piece => piece.position < position);
    }
  };
}
