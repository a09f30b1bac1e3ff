import { sql } from 'kysely';
import { createReferences } from '../../drivers/database/index.ts';
import type { References } from '../../trash.ts';

/** The code of jobs. */
export const jobReferences: References = createReferences({
  kind: 'job',
  from: sql`jobs`,
  sha256: sql`jobs.code_sha256`,
  id: sql`jobs.id`,
  name: sql`jobs.name`
});

/** The code of schedules. */
export const scheduleReferences: References = createReferences({
  kind: 'schedule',
  from: sql`schedules`,
  sha256: sql`schedules.code_sha256`,
  id: sql`schedules.id`,
  name: sql`schedules.name`
});
