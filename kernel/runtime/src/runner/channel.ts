import fs from 'node:fs';

import { encodeReport, encodeText } from './framing.ts';
import { endMark } from './messages.ts';
import type { Report, StreamName } from './messages.ts';
import { Slot } from './shared-state.ts';
import type { SharedState } from './shared-state.ts';

/** The runner's way to the kernel process. It writes at once, so that output leaves even while user code never yields. */
export interface Channel {
  report(report: Report): void;
  text(parent: number, name: StreamName, text: string): void;
  /** Marks the end of a cell on the raw output streams; gives those that took the mark. */
  markEnd(parent: number): StreamName[];
}

const REPORTS_FD = 4;
const RAW_STREAMS: readonly [StreamName, number][] = [
  ['stdout', 1],
  ['stderr', 2]
];
const PATIENCE_MS = 2000;

export function createChannel(state: SharedState): Channel {
  function write(fd: number, bytes: Buffer, patience = Infinity): boolean {
    const end = performance.now() + patience;
    let offset = 0;
    while (offset < bytes.length) {
      try {
        offset += fs.writeSync(fd, bytes, offset);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        if (performance.now() > end) return false;
        Atomics.wait(state.slots, Slot.pause, 0, 1);
      }
    }
    return true;
  }

  function takesMark(fd: number, mark: Buffer): boolean {
    try {
      return write(fd, mark, PATIENCE_MS);
    } catch {
      return false; // user code closed the stream
    }
  }

  return {
    report: report => void write(REPORTS_FD, encodeReport(report)),
    text: (parent, name, text) => void write(REPORTS_FD, encodeText(parent, name, text)),
    markEnd(parent) {
      const mark = Buffer.from(endMark(parent));
      return RAW_STREAMS.filter(([, fd]) => takesMark(fd, mark)).map(([name]) => name);
    }
  };
}
