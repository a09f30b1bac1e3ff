import { driverOf } from '../compute/index.ts';
import type { ClusterRow } from './tables.ts';

/** On attached compute, which shares no files with the server. */
export const isElsewhere = ({ driver }: ClusterRow): boolean => driver.startsWith(driverOf(''));
