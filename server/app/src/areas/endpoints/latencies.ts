import type { EndpointStatistics } from '@atelier-ml/api';
import type { Clock } from '../../identity.ts';

const KEPT = 10_000;
const BUCKET = 10_000;
const BUCKETS = 180;
const MINUTE = 60_000;
/** Bucket latencies are counted in steps of 5 %, from 0.01 ms on. */
const STEP = Math.log(1.05);
const STEPS = 400;
const FASTEST = 0.01;

interface Bucket {
  at: number;
  requests: number;
  errors: number;
  steps: Uint32Array;
}

/** Counts requests and their latencies in bounded memory. */
export interface Latencies {
  record(milliseconds: number, failed: boolean): void;
  read(): EndpointStatistics;
}

export function createLatencies(clock: Clock): Latencies {
  const startedAt = clock();
  const recent = new Float64Array(KEPT);
  const buckets: Bucket[] = [];
  let requests = 0;
  let errors = 0;

  function current(): Bucket {
    const at = Math.floor(clock() / BUCKET) * BUCKET;
    const last = buckets.at(-1);
    if (last?.at === at) {
      return last;
    }
    const bucket = { at, requests: 0, errors: 0, steps: new Uint32Array(STEPS) };
    buckets.push(bucket);
    while (buckets.length > BUCKETS || buckets[0]!.at <= at - BUCKETS * BUCKET) {
      buckets.shift();
    }
    return bucket;
  }

  return {
    record(milliseconds, failed) {
      recent[requests++ % KEPT] = milliseconds;
      const bucket = current();
      bucket.requests++;
      bucket.steps[stepOf(milliseconds)]!++;
      if (failed) {
        errors++;
        bucket.errors++;
      }
    },
    read() {
      const now = clock();
      const sorted = recent.slice(0, Math.min(requests, KEPT)).sort();
      const at = (probability: number) =>
        sorted.length ? round(sorted[Math.ceil(probability * sorted.length) - 1]!) : null;
      const minute = buckets.filter(bucket => bucket.at > now - MINUTE - BUCKET);
      const span = Math.min(MINUTE, Math.max(1000, now - startedAt));
      return {
        requests,
        errors,
        requestsPerSecond: round(
          (minute.reduce((sum, bucket) => sum + bucket.requests, 0) / span) * 1000
        ),
        p50: at(0.5),
        p95: at(0.95),
        p99: at(0.99),
        timeline: buckets
          .filter(bucket => bucket.at > now - BUCKETS * BUCKET)
          .map(({ errors: failed, requests: count, steps, at: time }) => ({
            at: time,
            requests: count,
            errors: failed,
            p50: latencyAt(steps, count * 0.5),
            p99: latencyAt(steps, count * 0.99)
          }))
      };
    }
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;

function stepOf(milliseconds: number): number {
  const step = Math.floor(Math.log(Math.max(milliseconds, FASTEST) / FASTEST) / STEP);
  return Math.min(step, STEPS - 1);
}

function latencyAt(steps: Uint32Array, rank: number): number | null {
  let below = 0;
  for (const [step, count] of steps.entries()) {
    below += count;
    if (count > 0 && below >= rank) {
      return round(FASTEST * Math.exp((step + 0.5) * STEP));
    }
  }
  return null;
}
