import { AtelierError } from '@atelier-ml/api';
import type { JobSpec, ScheduleTrigger } from '@atelier-ml/api';
import { timingOf } from './timing.ts';

const PLACEHOLDER = /\$\{\{\s*schedule\.(\w+)\s*\}\}/g;

/** What `${{schedule.NAME}}` stands for in the job of a schedule: dates and times, in its zone. */
export function placeholdersOf(trigger: ScheduleTrigger, time: number): Record<string, string> {
  const [previous = time] = timingOf(trigger).last(time - 1, 1);
  const inZone = (moment: number): string => zoned(moment, trigger.timeZone);
  return {
    time: inZone(time),
    date: inZone(time).slice(0, 10),
    previousTime: inZone(previous),
    previousDate: inZone(previous).slice(0, 10)
  };
}

/**
 * Fills them in wherever a job has text, except in its secrets.
 * @throws AtelierError `invalid-input` for a name that there is not
 */
export function filled(spec: JobSpec, values: Record<string, string>): JobSpec {
  const fill = (text: string): string =>
    text.replace(PLACEHOLDER, (whole, name: string) => values[name] ?? refuse(whole, values));
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return fill(value);
    }
    if (Array.isArray(value)) {
      return value.map(walk);
    }
    return value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]))
      : value;
  };
  const { secrets, ...rest } = spec;
  return { ...(walk(rest) as typeof rest), secrets };
}

/** `2026-03-29T03:00:00+02:00`. */
function zoned(time: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
    timeZoneName: 'longOffset'
  });
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type)!;
  const [offset = 'Z'] = /[+−-]\d\d:\d\d/.exec(of('timeZoneName')) ?? [];
  const date = `${of('year')}-${of('month')}-${of('day')}`;
  return `${date}T${of('hour')}:${of('minute')}:${of('second')}${offset.replace('−', '-')}`;
}

function refuse(whole: string, values: Record<string, string>): never {
  const known = Object.keys(values).map(name => `\${{schedule.${name}}}`);
  throw new AtelierError('invalid-input', `${whole} stands for nothing.`, {
    remedy: `There are ${known.join(', ')}.`,
    fields: [{ path: 'body.job', message: `${whole} stands for nothing` }]
  });
}
