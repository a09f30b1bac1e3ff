import { appendFile, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PAGE = 512 * 1024;

/** Growing logs as files in a folder, read from a position on. */
export function createTextLogs(folder: string) {
  const fileOf = (id: string): string => join(folder, `${id}.log`);
  let writing = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    // A log that cannot be written must not end the work that it tells of.
    writing = writing.then(work).catch(() => undefined);
    return writing;
  };
  return {
    begin: (id: string) =>
      inTurn(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await rm(fileOf(id), { force: true });
      }),
    write: (id: string, text: string) =>
      inTurn(() => appendFile(fileOf(id), text, { mode: 0o600 })),
    remove: (id: string) => inTurn(() => rm(fileOf(id), { force: true })),
    /** At most half a MiB, cut at the end of a character. */
    async read(id: string, after: number): Promise<{ text: string; next: number }> {
      await writing;
      const handle = await open(fileOf(id)).catch(() => undefined);
      if (!handle) {
        return { text: '', next: 0 };
      }
      try {
        const { size } = await handle.stat();
        // Work that was begun again writes its log anew.
        const from = after > size ? 0 : after;
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(PAGE), 0, PAGE, from);
        let end = bytesRead;
        while (end > 0 && end < size - from && (buffer[end]! & 0xc0) === 0x80) {
          end--;
        }
        return { text: buffer.subarray(0, end).toString(), next: from + end };
      } finally {
        await handle.close();
      }
    }
  };
}
