import type { TransferProgress } from '../images.ts';
import type { EngineMessage } from './messages.ts';

const MOVING = /^(Pushing|Downloading)$/;
const MOVED = /^(Pushed|Download complete|Pull complete)$/;

/** Adds up what the engine tells of each layer. */
export function createTransferProgress(onProgress: (progress: TransferProgress) => void) {
  const layers = new Map<string, TransferProgress>();
  let digest: string | null = null;
  return {
    take({ aux, id, progressDetail, status = '' }: EngineMessage): void {
      digest = (aux as { Digest?: string } | undefined)?.Digest ?? digest;
      const known = id === undefined ? undefined : layers.get(id);
      if (id !== undefined && MOVING.test(status) && progressDetail?.current !== undefined) {
        const { current, total = current } = progressDetail;
        // What is sent is counted before it is packed, and may come to a little more than the total.
        layers.set(id, { moved: Math.min(current, total), total });
      } else if (known && MOVED.test(status)) {
        known.moved = known.total;
      } else {
        return;
      }
      const all = [...layers.values()];
      onProgress({
        moved: all.reduce((sum, layer) => sum + layer.moved, 0),
        total: all.reduce((sum, layer) => sum + layer.total, 0)
      });
    },
    /** By which the registry knows the image; told at the end of sending. */
    digest: () => digest
  };
}
