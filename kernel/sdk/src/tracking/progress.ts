import { AtelierError } from '@atelier-ml/api';
import type { Client, JournalEntryInput } from '@atelier-ml/api';
import type { Configuration } from '../configuration.ts';
import { journalFolder, journalsOfRun, openJournalReader } from '../journal/index.ts';
import type { RunDependencies } from './run-dependencies.ts';

export interface ProgressOptions {
  client: Client;
  configuration: Configuration;
  workspace: string;
  id: string;
  /** A journal of the run that lies elsewhere. */
  journal?: string;
}

export type Progress = Pick<RunDependencies, 'name' | 'experiment' | 'workspace' | 'nextSteps'>;

interface Known {
  name?: string;
  experiment?: string;
  workspace?: string;
  /** The highest step of each metric. */
  steps: Map<string, number>;
}

function reach(steps: Map<string, number>, key: string, step: number): void {
  steps.set(key, Math.max(step, steps.get(key) ?? step));
}

/** What lies in journals of this machine that the server may not have yet. */
function knownHere({ configuration, id, journal }: ProgressOptions): Known {
  const known: Known = { steps: new Map() };
  const here = journalsOfRun(journalFolder(configuration.dataFolder), id);
  for (const file of new Set([...here, ...(journal ? [journal] : [])])) {
    const reader = openJournalReader(file);
    try {
      known.workspace ??= reader.header()?.workspace;
      for (;;) {
        const { entries } = reader.next(10_000, 4 * 1024 * 1024);
        if (entries.length === 0) {
          break;
        }
        for (const { text } of entries) {
          if (text.includes('"type":"metric"')) {
            const { key, step } = JSON.parse(text) as { key: string; step: number };
            reach(known.steps, key, step);
          } else if (text.includes('"type":"start"')) {
            const start = JSON.parse(text) as Extract<JournalEntryInput, { type: 'start' }>;
            known.name = start.name;
            known.experiment = start.experiment;
          }
        }
      }
    } finally {
      reader.close();
    }
  }
  return known;
}

/**
 * How far a run has come, by what the server has and what journals here still hold.
 *
 * @throws AtelierError `not-found`, `run-deleted`, or `server-unreachable` when nothing here knows the run
 */
export async function loadProgress(options: ProgressOptions): Promise<Progress> {
  const { client, id, workspace } = options;
  const known = knownHere(options);
  try {
    const run = await client.runs.get({ params: { workspace, run: id } });
    if (run.deletedAt !== null) {
      throw new AtelierError('run-deleted', `The run ${run.name} lies in the trash.`, {
        remedy: 'Restore it, then resume it.'
      });
    }
    known.name = run.name;
    known.experiment = run.experimentName;
    known.workspace = run.workspaceId;
    for (const [key, { step }] of Object.entries(run.metrics)) {
      reach(known.steps, key, step);
    }
  } catch (error) {
    const isElsewhere =
      error instanceof AtelierError &&
      ['not-found', 'server-unreachable', 'store-unavailable'].includes(error.code);
    if (!isElsewhere || known.experiment === undefined) {
      throw error;
    }
  }
  return {
    name: known.name ?? id.slice(0, 8),
    experiment: known.experiment ?? '',
    workspace: known.workspace ?? workspace,
    nextSteps: { of: key => (known.steps.get(key) ?? -1) + 1 }
  };
}
