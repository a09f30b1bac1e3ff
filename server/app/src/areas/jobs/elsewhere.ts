import { attachedIdOf, isOnRay, isOnSpark } from '../compute/index.ts';
import type { ClusterRow } from './tables.ts';

type Place = Pick<ClusterRow, 'driver'>;

/** On attached compute. */
export const isElsewhere = ({ driver }: Place): boolean => attachedIdOf(driver) !== undefined;

/** It shares no files with the server: what tasks need is sent there. */
export const isSent = (cluster: Place): boolean =>
  isElsewhere(cluster) && !isOnSpark(cluster.driver);

/** The studio is brought to its tasks by further programs beside them. */
export const hasDoor = (cluster: Place): boolean => isSent(cluster) && !isOnRay(cluster.driver);

/** A task is one program for all nodes of its job, which spreads its work over them. */
export const spreads = ({ driver }: Place): boolean => isOnSpark(driver) || isOnRay(driver);

/** Tasks are processes: of the server's machine, or of one that Ray chooses. */
export const runsProcesses = (cluster: Place): boolean =>
  cluster.driver === 'process' || spreads(cluster);
