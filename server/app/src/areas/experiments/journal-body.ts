import { createPointBatch } from './point-batch.ts';
import type { PointBatch } from './point-batch.ts';

const ID = /^[0-9a-f]{32}$/;
const KEY = /^[\p{L}\p{N}_.\-/ :@%]+$/u;
const MOST_ENTRIES = 10_000;
const UNWRITABLE = new Set<unknown>(['NaN', 'Infinity', '-Infinity']);

/**
 * The points of the body of a journal request, if it is nothing but valid points in the order of
 * their numbers; undefined says nothing: the schema has to judge then. What comes back is what the
 * schema would have let through.
 */
export function readPoints(runId: string, body: unknown): PointBatch | undefined {
  if (!isRecord(body)) {
    return undefined;
  }
  const { entries, source } = body;
  if (typeof source !== 'string' || !ID.test(source) || !Array.isArray(entries)) {
    return undefined;
  }
  if (!entries.length || entries.length > MOST_ENTRIES) {
    return undefined;
  }
  const firstSeq = (entries[0] as { seq?: unknown } | null)?.seq;
  if (!isInteger(firstSeq) || firstSeq < 1) {
    return undefined;
  }
  const batch = createPointBatch({ runId, source, firstSeq });
  const known = new Set<string>();
  for (let index = 0; index < entries.length; index++) {
    const entry: unknown = entries[index];
    if (!isPoint(entry, firstSeq + index, known)) {
      return undefined;
    }
    batch.add({ ...entry, step: entry.step ?? 0 });
  }
  return batch;
}

interface SaidPoint {
  at: number;
  key: string;
  value: number | 'NaN' | 'Infinity' | '-Infinity';
  step?: number;
}

function isPoint(entry: unknown, seq: number, known: Set<string>): entry is SaidPoint {
  if (!isRecord(entry)) {
    return false;
  }
  const { at, key, step, value } = entry;
  if (entry.type !== 'metric' || entry.seq !== seq || !isInteger(at) || at < 0) {
    return false;
  }
  if (typeof value !== 'number' ? !UNWRITABLE.has(value) : !Number.isFinite(value)) {
    return false;
  }
  if (step !== undefined && !isInteger(step)) {
    return false;
  }
  if (typeof key !== 'string') {
    return false;
  }
  if (!known.has(key)) {
    if (key.length > 250 || !KEY.test(key)) {
      return false;
    }
    known.add(key);
  }
  return true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
