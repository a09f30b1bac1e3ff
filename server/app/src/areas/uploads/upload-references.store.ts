import { sql } from 'kysely';
import { createReferences } from '../../drivers/database/index.ts';
import type { References } from '../../trash.ts';

/** Content that was announced: an upload need not send what is stored already. */
export const uploadReferences: References = createReferences({
  kind: 'upload',
  from: sql`uploads`,
  sha256: sql`uploads.sha256`,
  id: sql`uploads.id`,
  name: sql`uploads.username`
});
