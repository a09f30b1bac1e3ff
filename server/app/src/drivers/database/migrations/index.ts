import type { SchemaMigration } from '../migrate.ts';
import { workspaces } from './0001-workspaces.ts';
import { events } from './0002-events.ts';

/** All steps by name; they run in the order of their names and are never changed or removed. */
export const migrations: Record<string, SchemaMigration> = {
  '0001-workspaces': workspaces,
  '0002-events': events
};
