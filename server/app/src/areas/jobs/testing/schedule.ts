import type { Schedule, ScheduleTime, routes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { TestServer } from '../../../testing/index.ts';
import { here } from './job.ts';

type Created = z.input<(typeof routes.schedules.create)['body']>;

/** `2026-03-29T00:00Z` as milliseconds since 1970. */
export const at = (text: string): number => Date.parse(text);

/** A schedule that goes off every ten minutes and runs `true`, or whatever `more` says. */
export function buildSchedule(
  { client }: Pick<TestServer, 'client'>,
  more: Partial<Created> = {}
): Promise<Schedule> {
  return client.schedules.create({
    params: here,
    body: {
      name: 'nightly',
      trigger: { type: 'interval', seconds: 600 },
      job: { program: { type: 'command', command: 'true' } },
      ...more
    }
  });
}

/** What became of its times, the first first. */
export async function timesOf(
  { client }: Pick<TestServer, 'client'>,
  schedule: string
): Promise<ScheduleTime[]> {
  const { items } = await client.schedules.times({
    params: { ...here, schedule },
    query: { limit: 1_000 }
  });
  return items.reverse();
}

/** Cause and outcome of each, as text. */
export const courseOf = (times: ScheduleTime[]): string[] =>
  times.map(({ cause, outcome }) => `${cause} ${outcome}`);
