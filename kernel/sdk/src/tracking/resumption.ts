import { dirname, resolve as absolute } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import { journalFolder, openJournalReader } from '../journal/index.ts';
import { loadProgress } from './progress.ts';
import type { Progress, ProgressOptions } from './progress.ts';
import { checkRunId, idOf } from './run-options.ts';
import type { ResumedRunOptions } from './run-options.ts';

/** What a run is that is to go on. */
export interface Resumption {
  id: string;
  /** Undefined when it is to begin under this id. */
  progress?: Progress;
  /** Path of the journal elsewhere that it goes on from. */
  before?: string;
  /** Whether the server may know it all the same: it could not be asked. */
  isUncertain: boolean;
}

function runOfJournal(file: string): string {
  try {
    const reader = openJournalReader(file);
    try {
      return reader.header()?.run ?? '';
    } finally {
      reader.close();
    }
  } catch (cause) {
    throw new AtelierError('invalid-input', `The journal ${file} cannot be read.`, {
      remedy: 'Give the path of a journal, or the id of the run.',
      cause
    });
  }
}

const unreachable = ['server-unreachable', 'store-unavailable'];

/**
 * Finds the run that `resume` names, by the server and by journals.
 *
 * @throws AtelierError `run-deleted`; with the mode `must` also `not-found`, or
 *   `server-unreachable` when nothing here knows the run
 */
export async function findResumption(
  { resume }: ResumedRunOptions,
  options: Omit<ProgressOptions, 'id' | 'journal'>
): Promise<Resumption> {
  const { mode, run } =
    typeof resume === 'object' && 'run' in resume ? resume : { run: resume, mode: 'must' };
  const journal = typeof run === 'string' && run.endsWith('.jsonl') ? absolute(run) : undefined;
  const id = journal ? runOfJournal(journal) : idOf(run);
  checkRunId('resume', id);
  try {
    const progress = await loadProgress({ ...options, id, journal });
    const isElsewhere =
      journal && dirname(journal) !== absolute(journalFolder(options.configuration.dataFolder));
    return { id, progress, isUncertain: false, ...(isElsewhere && { before: journal }) };
  } catch (error) {
    const code = error instanceof AtelierError ? error.code : '';
    const isUncertain = unreachable.includes(code);
    if (mode !== 'allow' || !(isUncertain || code === 'not-found')) {
      throw error;
    }
    return { id, isUncertain };
  }
}
