import { attachedIdOf } from '../compute/index.ts';
import type { ClusterRow } from './tables.ts';

/** On attached compute, which shares no files with the server. */
export const isElsewhere = ({ driver }: ClusterRow): boolean => attachedIdOf(driver) !== undefined;
