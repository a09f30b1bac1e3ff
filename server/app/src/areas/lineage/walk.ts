import type { LineageEdge } from '@atelier-ml/api';
import { addressOf } from './address.ts';
import type { Place } from './address.ts';
import type { Step } from './neighbours.ts';

export interface WalkOptions {
  workspace: string;
  direction: 'both' | 'up' | 'down';
  depth: number;
  /** Nodes at most. */
  limit: number;
  neighbours(direction: 'up' | 'down', places: readonly Place[]): Promise<Step[]>;
}

export interface Walked {
  /** By address, the subject first. */
  places: Map<string, Place>;
  edges: LineageEdge[];
  truncated: boolean;
}

/**
 * What lies above a subject and what lies below it, level by level. It never turns round: what else
 * was made from the same data is not of this lineage.
 */
export async function walk(subject: Place, options: WalkOptions): Promise<Walked> {
  const start = addressOf(subject, options.workspace);
  const walked: Walked = { places: new Map([[start, subject]]), edges: [], truncated: false };
  for (const direction of ['up', 'down'] as const) {
    if (options.direction === 'both' || options.direction === direction) {
      await walkOneWay(start, direction, options, walked);
    }
  }
  return walked;
}

async function walkOneWay(
  start: string,
  direction: 'up' | 'down',
  { depth, limit, neighbours, workspace }: WalkOptions,
  walked: Walked
): Promise<void> {
  const { edges, places } = walked;
  const seen = new Set([start]);
  const drawn = new Set(edges.map(edgeName));
  let level = [start];
  for (let step = 0; level.length; step++) {
    const found = await neighbours(
      direction,
      level.map(uri => places.get(uri)!)
    );
    if (step === depth) {
      walked.truncated ||= found.some(({ place }) => !seen.has(addressOf(place, workspace)));
      return;
    }
    const next: string[] = [];
    for (const { at, kind, place } of found) {
      const uri = addressOf(place, workspace);
      if (!places.has(uri) && places.size >= limit) {
        walked.truncated = true;
        continue;
      }
      places.set(uri, places.get(uri) ?? place);
      const edge: LineageEdge =
        direction === 'up' ? { from: uri, to: at, kind } : { from: at, to: uri, kind };
      if (!drawn.has(edgeName(edge))) {
        drawn.add(edgeName(edge));
        edges.push(edge);
      }
      if (!seen.has(uri)) {
        seen.add(uri);
        next.push(uri);
      }
    }
    level = next;
  }
}

/** Two things are joined once, by the first that is known of it. */
const edgeName = ({ from, to }: LineageEdge): string => `${from} ${to}`;
