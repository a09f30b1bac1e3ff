import { journalFile, journalPaths } from './journal-file.ts';
import type { JournalPaths } from './journal-file.ts';
import { createJournalWriter } from './journal-writer.ts';
import { identify } from './process-identity.ts';
import type { CaptureRequest, SenderReport } from './sender-messages.ts';
import type { SenderThread } from './sender-thread.ts';
import { createSyncSlot } from './sync-slot.ts';
import type { DeliveryState } from './sync-slot.ts';

/** How a run's journal stands. */
export interface JournalState {
  file: string;
  /** Entries logged. */
  entries: number;
  /** Entries that the server has not confirmed yet. */
  unsynced: number;
  /** Entries that could be kept neither on disk nor in memory. */
  lost: number;
  delivery: DeliveryState;
  /** Why entries cannot be written or sent now. */
  error: string | null;
}

/** The journal of one run in this process: written at once, sent by the sender thread. */
export interface RunJournal {
  readonly paths: JournalPaths;
  /** Never throws. @param lines entries as JSON, each ended by a newline */
  append(lines: string, count: number): void;
  state(): JournalState;
  /** Nothing follows. */
  close(): void;
  /** True once the server has confirmed all, false if it has not within the time or cannot be reached. */
  flush(milliseconds: number): Promise<boolean>;
  /** The same without yielding: for the exit of the process. */
  flushBlocking(until: number): boolean;
}

export interface RunJournalOptions {
  run: string;
  source: string;
  workspace: string;
  dataFolder: string;
  /** `ATELIER_URL`, if that is how the server is found. */
  server: string | null;
  /** A journal of the run in another folder, to be sent before this one. */
  before?: string;
  sender: SenderThread;
  /** What the sending thread is to add. */
  capture?: CaptureRequest;
  /** Shown once when the journal cannot be written. */
  warn(message: string): void;
  onWorkspace?(workspaceId: string): void;
}

export function createRunJournal(options: RunJournalOptions): RunJournal {
  const { before, run, sender, server, source, warn, workspace } = options;
  const paths = journalPaths(journalFile(options.dataFolder, run, source));
  const slot = createSyncSlot();
  slot.setPending(options.capture !== undefined);
  let opened = false;
  let sendError: string | null = null;
  let waiters: (() => void)[] = [];

  const writer = createJournalWriter({
    file: paths.file,
    exclusive: slot.exclusive,
    header: { journal: 1, run, source, workspace, server, owner: identify(), before },
    onFailure(error) {
      const reason = error instanceof Error ? error.message : String(error);
      warn(
        `Atelier cannot write the journal of this run (${reason}). What is logged waits in memory; ` +
          `free space or make ${options.dataFolder} writable.`
      );
    }
  });

  const listen = (report: SenderReport) => {
    if (report.type === 'workspace') {
      sendError = null;
      options.onWorkspace?.(report.workspaceId);
    } else if (report.type === 'failure') {
      sendError = report.message;
    }
    const woken = waiters;
    waiters = [];
    woken.forEach(wake => wake());
  };

  const openOnce = () => {
    if (!opened && writer.state().bytes > 0) {
      opened = true;
      sender.open(paths.file, slot.buffer, listen, options.capture);
    }
  };

  /** How many entries the file holds or is to hold, whoever wrote them. */
  const entries = (): number => writer.state().entries + slot.added();

  const unsynced = (): number => {
    const missing = entries() - slot.acknowledged();
    return writer.state().waiting === 0 && opened ? Math.max(0, missing) : Math.max(1, missing);
  };

  const isCapturing = (): boolean => opened && slot.isPending();

  const settled = (): boolean => {
    const state = slot.state();
    const isDone = state === 'delivered' || state === 'refused';
    return isDone || (unsynced() === 0 && !isCapturing());
  };

  /** Has the sender try at once; the answer tells whether that attempt has failed. */
  const attempt = (): (() => boolean) => {
    const before = slot.reports();
    writer.retry();
    openOnce();
    slot.hurry();
    return () => slot.state() === 'unreachable' && slot.reports() !== before;
  };

  return {
    paths,
    append(lines, count) {
      writer.append(lines, count);
      if (!opened) {
        openOnce();
      }
    },
    state() {
      const written = writer.state();
      const delivery = slot.state();
      return {
        file: paths.file,
        entries: entries(),
        unsynced: delivery === 'delivered' ? 0 : unsynced(),
        lost: written.lost,
        delivery,
        error:
          written.error ?? (delivery === 'unreachable' || delivery === 'refused' ? sendError : null)
      };
    },
    close() {
      slot.end();
      writer.retry();
      openOnce();
      writer.close();
      slot.hurry();
    },
    async flush(milliseconds) {
      const until = Date.now() + milliseconds;
      const release = sender.hold();
      try {
        const failed = attempt();
        while (!settled() && (!failed() || isCapturing()) && Date.now() < until) {
          await new Promise<void>(resolve => {
            const timer = setTimeout(resolve, Math.min(25, Math.max(1, until - Date.now())));
            waiters.push(() => {
              clearTimeout(timer);
              resolve();
            });
          });
        }
        return settled() && slot.state() !== 'refused';
      } finally {
        release();
      }
    },
    flushBlocking(until) {
      const failed = attempt();
      while (!settled() && (!failed() || isCapturing()) && Date.now() < until) {
        slot.waitForReport(Math.max(1, Math.min(50, until - Date.now())));
      }
      return settled() && slot.state() !== 'refused';
    }
  };
}
