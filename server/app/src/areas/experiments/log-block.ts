import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { LogChunk } from '@atelier-ml/api';

/** A piece of what a run has written, at its place among the entries of its journal. */
export type LogPiece = LogChunk;

/** Characters after which a block is left as it is. */
export const BLOCK_LENGTH = 32_768;

type Stored = [position: number, isError: 0 | 1, at: number, text: string];

/** Pieces that are stored together, compressed. */
export function encodeBlock(pieces: LogPiece[]): Uint8Array {
  const stored = pieces.map(({ at, position, stream, text }): Stored => [
    position,
    stream === 'stderr' ? 1 : 0,
    at,
    text
  ]);
  return deflateRawSync(JSON.stringify(stored));
}

export function decodeBlock(content: Uint8Array): LogPiece[] {
  const stored = JSON.parse(inflateRawSync(content).toString()) as Stored[];
  return stored.map(([position, isError, at, text]) => ({
    position,
    stream: isError ? 'stderr' : 'stdout',
    at,
    text
  }));
}

/** Pieces in groups that make a block each. */
export function cutIntoBlocks(pieces: LogPiece[]): LogPiece[][] {
  const blocks: LogPiece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (room <= 0) {
      blocks.push([]);
      room = BLOCK_LENGTH;
    }
    blocks.at(-1)!.push(piece);
    room -= piece.text.length;
  }
  return blocks;
}

export function lengthOf(pieces: LogPiece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.text.length, 0);
}
