import type { Database } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { Clock } from '../../identity.ts';
import type { Experiments, Journal } from '../experiments/index.ts';
import type { Models } from '../models/index.ts';
import type { Changes } from '../system/index.ts';
import type { PartUploads } from '../uploads/index.ts';
import type { RunWriter } from './run-writer.ts';

/** What the handlers of one workspace work with. */
export interface MlflowContext {
  database: Database;
  storage: Storage;
  changes: Changes;
  clock: Clock;
  experiments: Experiments;
  journal: Pick<Journal, 'log' | 'settle'>;
  models: Models;
  partUploads: PartUploads;
  workspaceId: string;
  write: RunWriter;
}
