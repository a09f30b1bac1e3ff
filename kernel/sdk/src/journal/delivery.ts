import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AtelierError, routes } from '@atelier-ml/api';
import type { Connection } from '../connection/index.ts';
import { createArtifactUpload } from './artifact-upload.ts';
import { sendForerunners } from './forerunners.ts';
import { journalPaths } from './journal-file.ts';
import type { JournalHeader } from './journal-file.ts';
import { openJournalReader, placeholder } from './journal-reader.ts';
import type { JournalSection } from './journal-reader.ts';
import { createProgressNote } from './progress-note.ts';
import { createRequest } from './request.ts';

export interface DeliveryOptions {
  file: string;
  connection: Pick<Connection, 'send'>;
  /** Milliseconds between two signs of life while there is nothing to send. */
  heartbeat?: number;
  /** Whether something may still be added behind the run's end; never when left out. */
  isGrowing?(): boolean;
  /** Journals whose own delivery waits for this one. */
  asking?: readonly string[];
  /** Whether somebody else sends it too, who tells beside the journal how far it has come. */
  isShared?: boolean;
}

/**
 * `sent`: entries were acknowledged, more may follow; `idle`: nothing to send; `delivered`: the
 * run's end is acknowledged and the journal is gone; `refused`: the server will never take it, the
 * file is set aside.
 */
export type DeliveryOutcome = 'sent' | 'idle' | 'delivered' | 'refused';

export interface Delivery {
  /** Sends what comes next. Rejects when the server cannot be reached or is not ready: try again later. */
  step(): Promise<DeliveryOutcome>;
  /** Entries and bytes that the server has made durable. */
  progress(): { entries: number; bytes: number };
  /** Id of the run's workspace, once the server has told it. */
  workspaceId(): string | undefined;
  /** Why the server refused the journal. */
  refusal(): string | null;
  header(): JournalHeader | undefined;
  close(): void;
}

const maxEntries = 5_000;
const maxBytes = 1024 * 1024;

/** Codes of answers that tell that the server lacks what was acknowledged before: it was reset. */
const forgotten = new Set(['sequence-gap', 'not-found']);
/** Codes of answers that no later try changes: the file is kept, for when the run is restored. */
const final = new Set(['run-ended', 'run-deleted']);
/** Codes of answers that tell that an entry of the batch can't be taken as it is. */
const faulty = new Set(['invalid-input', 'invalid-content', 'too-large', 'hash-mismatch']);

/** Delivers one journal to the server, each entry once, however often either side fails. */
export function createDelivery({
  asking,
  file,
  connection,
  heartbeat = 15_000,
  isGrowing = () => false,
  isShared = false
}: DeliveryOptions): Delivery {
  const paths = journalPaths(file);
  const reader = openJournalReader(file);
  let queue: JournalSection[] = [];
  let acknowledged = { entries: 0, bytes: 0 };
  let ended = false;
  let lastSent = 0;
  let resolved = false;
  let refusal: string | null = null;
  let workspace = existsSync(paths.workspace) ? readFileSync(paths.workspace, 'utf8') : undefined;

  const note = isShared ? { write: () => {} } : createProgressNote(paths.acknowledged);
  const request = createRequest(connection);
  const artifacts = createArtifactUpload({
    folder: paths.artifacts,
    request,
    onPiece: async () => {
      const header = reader.header();
      if (header && acknowledged.entries > 0 && Date.now() - lastSent >= heartbeat) {
        await post(header);
      }
    }
  });

  const resolveWorkspace = async (asked: string): Promise<string> => {
    const { id } = await request(routes.workspaces.get, { params: { workspace: asked } });
    resolved = true;
    writeFileSync(paths.workspace, id, { mode: 0o600 });
    return id;
  };

  /** What the server has answered to batches: only that says whether it takes the journal. */
  const verdicts = new WeakSet<Error>();

  const artifactsOf = (section: JournalSection): string[] =>
    section.entries
      .filter(({ text }) => text.includes('"type":"artifact"'))
      .map(({ text }) => JSON.parse(text) as { type: string; sha256?: string })
      .flatMap(({ type, sha256 }) => (type === 'artifact' && sha256 ? [sha256] : []));

  const post = async (header: JournalHeader, section?: JournalSection): Promise<number> => {
    workspace ??= await resolveWorkspace(header.workspace);
    const entries = section?.entries.map(({ text }) => text).join(',') ?? '';
    const answer = await request(
      routes.runs.journal,
      { params: { workspace, run: header.run } },
      {
        body: `{"source":"${header.source}","entries":[${entries}]}`,
        headers: { 'content-type': 'application/json' }
      }
    ).catch((error: Error) => {
      verdicts.add(error);
      throw error;
    });
    lastSent = Date.now();
    return answer.acknowledged;
  };

  /** Sends all from the first entry on: the server lacks what it had. */
  const startOver = (): DeliveryOutcome => {
    rmSync(paths.workspace, { force: true });
    workspace = undefined;
    resolved = false;
    reader.rewind();
    queue = [];
    acknowledged = { entries: 0, bytes: 0 };
    note.write(0, true);
    return 'sent';
  };

  const setAside = (error: Error): DeliveryOutcome => {
    refusal = error.message;
    reader.close();
    renameSync(paths.file, paths.refused);
    rmSync(paths.acknowledged, { force: true });
    return 'refused';
  };

  const finish = (): DeliveryOutcome => {
    reader.close();
    rmSync(paths.file, { force: true });
    for (const path of [paths.artifacts, paths.workspace, paths.acknowledged, paths.claim]) {
      rmSync(path, { recursive: true, force: true });
    }
    return 'delivered';
  };

  const readOn = (): void => {
    if (queue.length === 0) {
      const section = reader.next(maxEntries, maxBytes);
      if (section.entries.length > 0) {
        queue.push(section);
      }
    }
  };

  /** The end was sent, nothing follows it, and nothing will. */
  const finishIfDone = (): DeliveryOutcome | undefined => {
    if (!ended || isGrowing()) {
      return undefined;
    }
    readOn();
    return queue.length === 0 ? finish() : undefined;
  };

  /** Halves what was refused until the one faulty entry is alone, and replaces that one. */
  const narrow = (section: JournalSection, error: AtelierError): void => {
    const { entries, end } = section;
    if (entries.length === 1) {
      const reason = `Refused by the server: ${error.message}`;
      queue[0] = { entries: [placeholder(entries[0], reason)], end };
      return;
    }
    const middle = entries.length >> 1;
    queue.splice(
      0,
      1,
      { entries: entries.slice(0, middle), end: acknowledged.bytes },
      { entries: entries.slice(middle), end }
    );
  };

  const isPlaceholder = (section: JournalSection): boolean =>
    section.entries.length === 1 && section.entries[0].text.includes('"key":"atelier.refused.');

  const recover = (section: JournalSection, error: unknown): DeliveryOutcome => {
    if (!(error instanceof AtelierError)) {
      throw error;
    }
    // Uploads tell of the batch only that a content in it can't be taken.
    if (workspace === undefined || !(verdicts.has(error) || faulty.has(error.code))) {
      throw error;
    }
    if (forgotten.has(error.code) && !(resolved && section.entries[0].seq === 1)) {
      return startOver();
    }
    // The workspace is there and the section opens the run; if it is not taken, the run was deleted.
    if (
      forgotten.has(error.code) ||
      final.has(error.code) ||
      (faulty.has(error.code) && isPlaceholder(section))
    ) {
      return setAside(error);
    }
    if (faulty.has(error.code)) {
      narrow(section, error);
      return 'sent';
    }
    throw error;
  };

  const send = async (header: JournalHeader, section: JournalSection): Promise<DeliveryOutcome> => {
    const named = artifactsOf(section);
    await sendForerunners(section, { asking, connection, createDelivery, file, header });
    try {
      for (const sha256 of named) {
        await artifacts.send(sha256);
      }
      const last = section.entries[section.entries.length - 1].seq;
      const durable = await post(header, section);
      if (durable < last && section.entries[0].seq > 1) {
        return startOver();
      }
      if (durable < last) {
        throw new Error(`The server kept only ${durable} of ${last} entries.`);
      }
      acknowledged = { entries: last, bytes: section.end };
      note.write(section.end, false);
    } catch (error) {
      return recover(section, error);
    }
    queue.shift();
    ended ||= section.entries.some(({ text }) => text.includes('"type":"end"'));
    named.forEach(sha256 => artifacts.remove(sha256));
    return finishIfDone() ?? 'sent';
  };

  const beat = async (header: JournalHeader): Promise<DeliveryOutcome> => {
    try {
      await post(header);
      return 'idle';
    } catch (error) {
      if (error instanceof AtelierError && forgotten.has(error.code)) {
        return startOver();
      }
      if (error instanceof AtelierError && final.has(error.code)) {
        return setAside(error);
      }
      throw error;
    }
  };

  return {
    async step() {
      const header = reader.header();
      if (!header) {
        return 'idle';
      }
      readOn();
      if (queue.length > 0) {
        return send(header, queue[0]);
      }
      const finished = finishIfDone();
      if (finished) {
        return finished;
      }
      note.write(acknowledged.bytes, true);
      if (acknowledged.entries > 0 && Date.now() - lastSent >= heartbeat) {
        return beat(header);
      }
      return 'idle';
    },
    progress: () => acknowledged,
    workspaceId: () => workspace,
    refusal: () => refusal,
    header: () => reader.header(),
    close: () => reader.close()
  };
}
