import type { ComputeInstance, InstanceSchedule } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

const LONGEST_SCRIPT = 30_000;
const CRON_FIELDS = 5;
const EXAMPLE_SCRIPT = 'pip install --user polars';
const EXAMPLE_SCHEDULES = 'start 0 8 * * 1-5\nstop 0 19 * * 1-5';
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** One schedule as a line: `stop 0 19 * * 1-5 Europe/Berlin`; undefined if it is none. */
export function scheduleOf(line: string): InstanceSchedule | undefined {
  const [action, ...rest] = line.trim().split(/\s+/);
  if ((action !== 'start' && action !== 'stop') || rest.length < CRON_FIELDS || rest.length > 6) {
    return undefined;
  }
  const cron = rest.slice(0, CRON_FIELDS).join(' ');
  return { action, cron, timeZone: rest[CRON_FIELDS] ?? ownZone() };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const linesOf = (value: unknown): string[] =>
  String(value ?? '')
    .split('\n')
    .filter(line => line.trim());

export const tagField = (trans: TranslationBundle): FieldSpec => ({
  name: 'tags',
  kind: 'key-values',
  label: trans.__('Tags'),
  keyLabel: trans.__('Tag')
});

/** What an instance may use beside processors and memory. */
export function containerSizeFields(
  trans: TranslationBundle,
  inContainer: (values: FormValues) => boolean
): FieldSpec[] {
  const section = trans.__('Size');
  return [
    {
      name: 'sharedMemoryMb',
      kind: 'number',
      label: trans.__('Shared memory'),
      unit: trans.__('MiB'),
      integer: true,
      minimum: 1,
      help: trans.__('Of /dev/shm, from the next start on. Empty: 64.'),
      when: inContainer,
      section
    },
    {
      name: 'diskGb',
      kind: 'number',
      label: trans.__('Disk (GiB)'),
      integer: true,
      minimum: 1,
      help: trans.__(
        'Of its home and its own files: a warning comes at 80 %, and no kernel starts when it is full. Empty: no limit.'
      ),
      when: inContainer,
      section
    }
  ];
}

/** How an instance is set up, and when it is started and stopped. */
export function careFields(
  trans: TranslationBundle,
  inContainer: (values: FormValues) => boolean
): FieldSpec[] {
  const setUp = trans.__('Set-up');
  const times = trans.__('Start and stop');
  return [
    {
      name: 'setupScript',
      kind: 'textarea',
      label: trans.__('Set-up script'),
      monospace: true,
      rows: 4,
      maximumLength: LONGEST_SCRIPT,
      placeholder: EXAMPLE_SCRIPT,
      help: trans.__(
        'Shell commands, run once in each container that is made anew, before its first kernel. The first that fails ends it.'
      ),
      when: inContainer,
      section: setUp
    },
    {
      name: 'idleShutdownMinutes',
      kind: 'number',
      label: trans.__('Stop when idle (minutes)'),
      integer: true,
      minimum: 1,
      maximum: 43_200,
      help: trans.__(
        'So long nothing has worked: neither a kernel nor another program. A warning comes first. Empty: never.'
      ),
      section: times
    },
    {
      name: 'schedules',
      kind: 'textarea',
      label: trans.__('Schedules'),
      monospace: true,
      rows: 3,
      placeholder: EXAMPLE_SCHEDULES,
      help: trans.__(
        'One a line: start or stop, then minute, hour, day, month and weekday, then a time zone; that of your browser, %1, if left out.',
        ownZone()
      ),
      validate: value => {
        const schedules = linesOf(value).map(scheduleOf);
        if (!schedules.every(each => each !== undefined)) {
          return trans.__(
            'Each line is start or stop with five fields, such as stop 0 19 * * 1-5.'
          );
        }
        const odd = schedules.find(({ timeZone }) => !isTimeZone(timeZone));
        return odd && trans.__('“%1” is no time zone, such as Europe/Berlin.', odd.timeZone);
      },
      section: times
    }
  ];
}

/** What the form holds of it, as a part of a request's body. */
export const careBody = (values: FormValues) => ({
  setupScript: String(values.setupScript ?? ''),
  idleShutdownMinutes:
    typeof values.idleShutdownMinutes === 'number' ? values.idleShutdownMinutes : null,
  schedules: linesOf(values.schedules).flatMap(line => scheduleOf(line) ?? []),
  tags: (values.tags ?? {}) as Record<string, string>
});

export const careValues = (instance: ComputeInstance) => ({
  setupScript: instance.setupScript,
  idleShutdownMinutes: instance.idleShutdownMinutes,
  schedules: instance.schedules
    .map(({ action, cron, timeZone }) => `${action} ${cron} ${timeZone}`)
    .join('\n'),
  tags: instance.tags
});
