import type { JobSpec, ScheduleTrigger } from '@atelier-ml/api';
import type { KeyVault } from '../../../key-vault.ts';
import type { ScheduleRow } from '../tables.ts';

/** What a user sets of a schedule, or changes of it. */
export interface ScheduleDraft {
  name?: string;
  description?: string;
  trigger?: ScheduleTrigger;
  concurrency?: string;
  catchUp?: string;
  catchUpLimit?: number;
  paused?: boolean;
  job?: JobSpec;
}

/** The columns of what is given; nothing of the rest. */
export function columnsOf(draft: ScheduleDraft, vault: KeyVault, id: string): Partial<ScheduleRow> {
  const { catchUp, catchUpLimit, concurrency, description, name, paused, trigger } = draft;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(trigger !== undefined && { timing: JSON.stringify(trigger) }),
    ...(concurrency !== undefined && { concurrency }),
    ...(catchUp !== undefined && { catch_up: catchUp }),
    ...(catchUpLimit !== undefined && { catch_up_limit: catchUpLimit }),
    ...(paused !== undefined && { paused: paused ? 1 : 0 }),
    ...(draft.job && columnsOfJob(draft.job, vault, id))
  };
}

function columnsOfJob({ secrets, ...spec }: JobSpec, vault: KeyVault, id: string) {
  const names = Object.keys(secrets);
  return {
    spec: JSON.stringify({ ...spec, secrets: names }),
    secrets: names.length ? vault.encrypt(JSON.stringify(secrets), id) : null
  };
}
