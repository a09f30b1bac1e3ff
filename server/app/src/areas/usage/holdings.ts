import type { HeldAmounts, Holding, QuotaScope } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';

export type Part = keyof HeldAmounts;
export const PARTS = ['instances', 'nodes', 'cpus', 'memoryMb', 'gpus', 'diskGb'] as const;

/** What the machine behind a driver has. */
export interface Room {
  cpus: number;
  memoryMb: number;
  diskGb: number;
}
export type Rooms = Record<'process' | 'docker', Room>;

/** Tells what an area holds, as the queries see it. */
export type HoldingSource = (queries: Queries, rooms: Rooms) => Promise<Holding[]>;

export function sumOf(holdings: readonly Holding[]): HeldAmounts {
  const sum = (part: Part): number =>
    holdings.reduce((total, { amounts }) => total + amounts[part], 0);
  return {
    cpus: sum('cpus'),
    memoryMb: sum('memoryMb'),
    gpus: sum('gpus'),
    diskGb: sum('diskGb'),
    instances: sum('instances'),
    nodes: sum('nodes')
  };
}

/** Whom a holding counts for. */
export function subjectOf({ user, workspaceId }: Holding, scope: QuotaScope): string | null {
  return scope === 'user' ? user : workspaceId;
}
