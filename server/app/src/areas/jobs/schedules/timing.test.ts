import fc from 'fast-check';
import { at } from '../testing/schedule.ts';
import { dueTimes } from './due-times.ts';
import { placeholdersOf } from './placeholders.ts';
import { timingOf } from './timing.ts';

const HOUR = 3_600_000;
const iso = (times: number[]): string[] => times.map(time => new Date(time).toISOString());
const inBerlin = (cron: string) => ({ type: 'cron', cron, timeZone: 'Europe/Berlin' }) as const;

describe('times by cron', () => {
  it('come when the clocks have skipped them in spring', () => {
    const { next } = timingOf(inBerlin('30 2 * * *'));
    expect(iso(next(at('2026-03-28T12:00Z'), 2))).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z'
    ]);
  });

  it('come once when the clocks show them twice in autumn', () => {
    const { next } = timingOf(inBerlin('30 2 * * *'));
    expect(iso(next(at('2026-10-24T12:00Z'), 2))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z'
    ]);
  });

  it('go by hours as they pass where they come every hour', () => {
    const { next } = timingOf(inBerlin('0 * * * *'));
    for (const day of ['2026-03-29', '2026-10-25']) {
      const times = next(at(`${day}T00:00Z`) - 1, 4);
      expect(times.map(time => (time - times[0]!) / HOUR)).toEqual([0, 1, 2, 3]);
    }
  });

  it('are the same backward and forward, in any zone and across its changes', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];
    const expressions = ['30 2 * * *', '*/30 * * * *', '15 1 * * 0', '*/7 1-3 * * *', '0 8 1 * *'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...expressions),
        fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2026-12-31T00:00Z') }),
        (timeZone, cron, from) => {
          const { last, next } = timingOf({ type: 'cron', cron, timeZone });
          const forward = next(from, 60);
          expect(last(forward.at(-1)!, 60)).toEqual(forward);
        }
      ),
      { numRuns: 60 }
    );
  });
});

describe('times by an interval', () => {
  it('are counted from a moment, and lie within their limits', () => {
    const from = at('2026-01-01T00:00:07Z');
    const timing = timingOf({
      ...{ type: 'interval', seconds: 60, timeZone: 'UTC' },
      ...{ from, until: from + 150_000 }
    });
    expect(timing.next(0, 9).map(time => time - from)).toEqual([0, 60_000, 120_000]);
    expect(timing.last(from + HOUR, 2).map(time => time - from)).toEqual([60_000, 120_000]);
    expect(timing.last(from - 1, 5)).toEqual([]);
  });
});

describe('what is due', () => {
  const timing = timingOf({ type: 'interval', seconds: 60, timeZone: 'UTC' });
  const minutes = (times: number[]): number[] => times.map(time => time / 60_000);

  it.each([
    ['skip', 10, 600, [], 10],
    ['once', 10, 600, [], 10],
    ['all', 3, 600, [7, 8, 9], 10]
  ] as const)('with %s is on time and made up for', (policy, limit, seconds, late, now) => {
    const due = dueTimes(timing, 60_000, seconds * 1_000 + 5_000, { policy, limit });
    expect([minutes(due.late), due.now! / 60_000]).toEqual([late, now]);
  });

  it('once, when nothing is on time, is the last', () => {
    const hourly = timingOf({ type: 'interval', seconds: 3_600, timeZone: 'UTC' });
    const catchUp = { policy: 'once', limit: 10 } as const;
    const due = dueTimes(hourly, HOUR, 5 * HOUR + 600_000, catchUp);
    expect(due).toEqual({
      now: undefined,
      late: [5 * HOUR],
      missed: [1, 2, 3, 4].map(n => n * HOUR)
    });
  });
});

describe('what stands in the job of a schedule', () => {
  it('is its time and the one before, as the clocks of its zone show them', () => {
    const trigger = inBerlin('0 3 * * *');
    expect(placeholdersOf(trigger, at('2026-03-29T01:00Z'))).toEqual({
      time: '2026-03-29T03:00:00+02:00',
      date: '2026-03-29',
      previousTime: '2026-03-28T03:00:00+01:00',
      previousDate: '2026-03-28'
    });
    const universal = { type: 'interval', seconds: 60, timeZone: 'UTC' } as const;
    expect(placeholdersOf(universal, 0).time).toBe('1970-01-01T00:00:00+00:00');
  });
});
