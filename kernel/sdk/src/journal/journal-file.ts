import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProcessIdentity } from './process-identity.ts';

/** First line of a journal: where its entries belong and who writes it. */
export interface JournalHeader {
  journal: 1;
  run: string;
  source: string;
  /** Id, name or `~`, as it was asked for. */
  workspace: string;
  /** `ATELIER_URL` of the writer; null when the server is the one of the data folder. */
  server: string | null;
  owner: ProcessIdentity;
  /** Path of a journal in another folder that the run goes on from: it is sent before this one. */
  before?: string;
}

/** What lies in the data folder for one journal. */
export interface JournalPaths {
  /** The header, then one entry a line; the nth entry has `seq` n. */
  file: string;
  /** Copies of artifacts that the server does not have yet, named by their SHA-256. */
  artifacts: string;
  /** Id of the workspace once the server has told it: `~` may mean another one later. */
  workspace: string;
  /** Bytes of the file that the server has confirmed, as a decimal number; none when it is missing. */
  acknowledged: string;
  /** Held by the process that sends a journal whose writer is gone. */
  claim: string;
  /** The file's name once the server has refused it for good. */
  refused: string;
}

export const journalFolder = (dataFolder: string): string => join(dataFolder, 'journal');

export function journalPaths(file: string): JournalPaths {
  const stem = file.replace(/\.jsonl$/, '');
  return {
    file,
    artifacts: `${stem}.artifacts`,
    workspace: `${stem}.workspace`,
    acknowledged: `${stem}.acknowledged`,
    claim: `${stem}.claim`,
    refused: `${stem}.refused`
  };
}

export const journalFile = (dataFolder: string, run: string, source: string): string =>
  join(journalFolder(dataFolder), `${run}.${source}.jsonl`);

/** Journals that lie in a folder, whoever writes them; none where there is no such folder. */
export function journalsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.jsonl'))
      .map(name => join(folder, name));
  } catch {
    return [];
  }
}

/** Those of the data folder. */
export const listJournals = (dataFolder: string): string[] => journalsIn(journalFolder(dataFolder));

/** Those of one run: one for each process that has logged to it and is not done. */
export const journalsOfRun = (folder: string, run: string): string[] =>
  journalsIn(folder).filter(file => basename(file).startsWith(`${run}.`));

export function parseHeader(line: string): JournalHeader | undefined {
  try {
    const header = JSON.parse(line) as Partial<JournalHeader>;
    const texts = [header.run, header.source, header.workspace, header.owner?.place];
    const isWhole = header.journal === 1 && texts.every(text => typeof text === 'string');
    return isWhole ? (header as JournalHeader) : undefined;
  } catch {
    return undefined;
  }
}
