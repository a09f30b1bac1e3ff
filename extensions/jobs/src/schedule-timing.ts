import type { ScheduleTrigger } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

const MINUTE = 60;
const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const WITH_TIME = ['daily', 'weekdays', 'weekly', 'monthly'];
const isOne =
  (...repeats: string[]) =>
  (values: FormValues): boolean =>
    repeats.includes(String(values.repeat));

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Names of the days of the week, Sunday first, as cron counts them. */
function weekdays(): string[] {
  const format = new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' });
  // 4 January 1970 was a Sunday.
  return Array.from({ length: 7 }, (_, day) => format.format(new Date((3 + day) * 86_400_000)));
}

/** When a schedule goes off, in fields that people fill in without knowing cron. */
export function timingFields(trans: TranslationBundle): FieldSpec[] {
  const section = trans.__('When');
  return [
    {
      name: 'repeat',
      kind: 'select',
      label: trans.__('It runs'),
      required: true,
      options: [
        { value: 'hourly', label: trans.__('Every hour') },
        { value: 'daily', label: trans.__('Every day') },
        { value: 'weekdays', label: trans.__('From Monday to Friday') },
        { value: 'weekly', label: trans.__('Every week') },
        { value: 'monthly', label: trans.__('Every month') },
        { value: 'interval', label: trans.__('Every so many minutes') },
        { value: 'cron', label: trans.__('As a cron expression says') }
      ],
      section
    },
    {
      name: 'time',
      kind: 'text',
      label: trans.__('At'),
      required: true,
      pattern: TIME,
      patternMessage: trans.__('Write a time as 08:30.'),
      placeholder: trans.__('08:00'),
      when: isOne(...WITH_TIME),
      section
    },
    {
      name: 'minute',
      kind: 'number',
      label: trans.__('At minute'),
      required: true,
      integer: true,
      minimum: 0,
      maximum: 59,
      when: isOne('hourly'),
      section
    },
    {
      name: 'weekday',
      kind: 'select',
      label: trans.__('On'),
      required: true,
      options: weekdays().map((label, day) => ({ value: String(day), label })),
      when: isOne('weekly'),
      section
    },
    {
      name: 'day',
      kind: 'number',
      label: trans.__('Day of the month'),
      required: true,
      integer: true,
      minimum: 1,
      maximum: 31,
      help: trans.__('Months that have no such day are left out.'),
      when: isOne('monthly'),
      section
    },
    {
      name: 'minutes',
      kind: 'number',
      label: trans.__('Minutes between'),
      required: true,
      integer: true,
      minimum: 1,
      maximum: 525_600,
      when: isOne('interval'),
      section
    },
    {
      name: 'cron',
      kind: 'text',
      label: trans.__('Cron expression'),
      required: true,
      placeholder: trans.__('0 8 * * 1-5'),
      help: trans.__('Minute, hour, day of the month, month and day of the week.'),
      when: isOne('cron'),
      section
    },
    {
      name: 'timeZone',
      kind: 'text',
      label: trans.__('Time zone'),
      required: true,
      placeholder: trans.__('Europe/Berlin'),
      section
    }
  ];
}

export const TIMING_DEFAULTS: FormValues = {
  ...{ repeat: 'daily', time: '08:00', minute: 0, weekday: '1', day: 1, minutes: 30, cron: '' }
};

/** The trigger that the fields ask for. */
export function triggerFrom(values: FormValues): ScheduleTrigger {
  const timeZone = String(values.timeZone).trim();
  if (values.repeat === 'interval') {
    return { type: 'interval', seconds: Number(values.minutes) * MINUTE, timeZone };
  }
  return { type: 'cron', cron: cronFrom(values), timeZone };
}

function cronFrom(values: FormValues): string {
  const [, hour = '0', minute = '0'] = TIME.exec(String(values.time)) ?? [];
  const time = `${Number(minute)} ${Number(hour)}`;
  switch (values.repeat) {
    case 'hourly':
      return `${Number(values.minute)} * * * *`;
    case 'daily':
      return `${time} * * *`;
    case 'weekdays':
      return `${time} * * 1-5`;
    case 'weekly':
      return `${time} * * ${String(values.weekday)}`;
    case 'monthly':
      return `${time} ${Number(values.day)} * *`;
    default:
      return String(values.cron).trim();
  }
}

/** The fields of a trigger: the simplest that say the same. */
export function timingValues(trigger: ScheduleTrigger): FormValues {
  const common = { ...TIMING_DEFAULTS, timeZone: trigger.timeZone };
  if (trigger.type === 'interval') {
    return { ...common, repeat: 'interval', minutes: trigger.seconds / MINUTE };
  }
  const own = { ...common, cron: trigger.cron };
  for (const read of [simpleOf, hourlyOf]) {
    const found = read(trigger.cron);
    if (found && cronFrom({ ...own, ...found }) === trigger.cron) {
      return { ...own, ...found };
    }
  }
  return { ...own, repeat: 'cron' };
}

function simpleOf(cron: string): FormValues | undefined {
  const [, minute, hour, day, weekday] = /^(\d+) (\d+) (\d+|\*) \* (\d|\*|1-5)$/.exec(cron) ?? [];
  if (minute === undefined) {
    return undefined;
  }
  const time = `${hour!.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day !== '*') {
    return { repeat: 'monthly', time, day: Number(day) };
  }
  return weekday === '*'
    ? { repeat: 'daily', time }
    : weekday === '1-5'
      ? { repeat: 'weekdays', time }
      : { repeat: 'weekly', time, weekday };
}

function hourlyOf(cron: string): FormValues | undefined {
  const [, minute] = /^(\d+) \* \* \* \*$/.exec(cron) ?? [];
  return minute === undefined ? undefined : { repeat: 'hourly', minute: Number(minute) };
}

/** What a trigger says, as a sentence without its end. */
export function timingText(trigger: ScheduleTrigger, trans: TranslationBundle): string {
  const { day, minute, minutes, repeat, time, weekday } = timingValues(trigger);
  switch (repeat) {
    case 'interval':
      return Number(minutes) < 1
        ? trans.__('every %1 s', Math.round(Number(minutes) * MINUTE))
        : trans._n('every minute', 'every %1 minutes', Number(minutes));
    case 'hourly':
      return trans.__('every hour at minute %1', minute);
    case 'daily':
      return trans.__('every day at %1', time);
    case 'weekdays':
      return trans.__('Monday to Friday at %1', time);
    case 'weekly':
      return trans.__('%1 at %2', weekdays()[Number(weekday) % 7], time);
    case 'monthly':
      return trans.__('on day %1 of the month at %2', day, time);
    default:
      return (trigger as { cron: string }).cron;
  }
}

/** As people of that place say it: `Fri, 27 Nov, 08:00`. */
export function inZone(time: number, timeZone: string): string {
  return new Date(time).toLocaleString(undefined, {
    ...({ weekday: 'short', day: 'numeric', month: 'short' } as const),
    ...({ hour: '2-digit', minute: '2-digit', timeZone } as const)
  });
}
