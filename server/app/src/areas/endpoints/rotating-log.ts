import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const LARGEST = 5 * 1024 * 1024;
const LARGEST_BACKLOG = 1024 * 1024;
const LARGEST_TAIL = 4 * 1024 * 1024;

/** Lines in a file that never grows beyond 5 MiB: what is older moves to `<file>.1`, once. */
export interface RotatingLog {
  write(line: string): void;
  /** The last lines, oldest first. */
  tail(lines: number): Promise<string[]>;
  /** Removes the log. */
  remove(): Promise<void>;
  /** Resolves when all that was written is in the file. */
  flush(): Promise<void>;
}

export function createRotatingLog(file: string): RotatingLog {
  let backlog: string[] = [];
  let waiting = 0;
  let dropped = 0;
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    while (backlog.length > 0) {
      const lines = backlog;
      if (dropped > 0) {
        lines.push(`… ${dropped} lines left out: they came faster than they could be written`);
      }
      backlog = [];
      waiting = 0;
      dropped = 0;
      const size = await stat(file).then(
        found => found.size,
        () => 0
      );
      if (size > LARGEST) {
        await rename(file, `${file}.1`);
      }
      await appendFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    }
  }

  const flush = async () => {
    await writing;
  };
  return {
    write(line) {
      if (waiting > LARGEST_BACKLOG) {
        dropped++;
        return;
      }
      backlog.push(line);
      waiting += line.length;
      // A log that cannot be written, say on a full disk, must not end what it tells of.
      writing ??= drain()
        .catch(() => undefined)
        .finally(() => {
          writing = undefined;
        });
    },
    async tail(lines) {
      await flush();
      const text = (await readEnd(`${file}.1`)) + (await readEnd(file));
      return text.split('\n').slice(0, -1).slice(-lines);
    },
    async remove() {
      await flush();
      await rm(dirname(file), { recursive: true, force: true });
    },
    flush
  };
}

async function readEnd(file: string): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) {
    return '';
  }
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, LARGEST_TAIL);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString();
    return length < size ? text.slice(text.indexOf('\n') + 1) : text;
  } finally {
    await handle.close();
  }
}
