import { routes } from '@atelier-ml/api';
import type { Schedule } from '@atelier-ml/api';
import { nullTranslator } from '@jupyterlab/translation';
import {
  newScheduleBody,
  scheduleBody,
  scheduleDefaults,
  scheduleFields,
  scheduleValues
} from './schedule-form.ts';
import { timingText, timingValues, triggerFrom } from './schedule-timing.ts';

const trans = nullTranslator.load('atelier');
const cron = (text: string) => ({ type: 'cron', cron: text, timeZone: 'Europe/Berlin' }) as const;
const choices = { clusters: [], datasets: [], environments: [] };
const given = { ...scheduleDefaults('report'), timeZone: 'Europe/Berlin' };

describe('the times of a schedule', () => {
  it.each([
    ['30 8 * * *', 'every day at 08:30'],
    ['5 19 * * 1-5', 'Monday to Friday at 19:05'],
    ['0 6 * * 0', 'Sunday at 06:00'],
    ['0 0 31 * *', 'on day 31 of the month at 00:00'],
    ['15 * * * *', 'every hour at minute 15'],
    ['*/5 8-18 * * 1,3', '*/5 8-18 * * 1,3'],
    ['0 8 1 * 1', '0 8 1 * 1']
  ])('%s are filled in and told as people say them', (text, said) => {
    expect(triggerFrom(timingValues(cron(text)))).toEqual(cron(text));
    expect(timingText(cron(text), trans)).toBe(said);
  });

  it('by an interval are in minutes', () => {
    const trigger = { type: 'interval', seconds: 1_800, timeZone: 'UTC' } as const;
    expect(triggerFrom(timingValues(trigger))).toEqual(trigger);
    expect(timingText(trigger, trans)).toBe('every 30 minutes');
  });
});

describe('the form of a schedule', () => {
  it('becomes a schedule of the notebook in front that the server takes', () => {
    const { body } = routes.schedules.create;
    expect(body.parse(newScheduleBody(given, 'deep/tour.ipynb'))).toMatchObject({
      name: 'report',
      trigger: cron('0 8 * * *'),
      concurrency: 'allow',
      job: { program: { type: 'notebook', path: 'tour.ipynb' }, code: { folder: 'deep' } }
    });
    const names = scheduleFields(trans, { ...choices, isNotebook: true }).map(each => each.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('changes what it shows, and keeps program, code and secrets', () => {
    const { body } = routes.schedules.update;
    const made = routes.schedules.create.body.parse(newScheduleBody(given, 'tour.ipynb'));
    const job = {
      ...made.job,
      code: { sha256: 'a'.repeat(64) },
      secrets: ['KEY'],
      array: { params: [{ rate: '1' }] }
    };
    const trigger = { ...made.trigger, until: 5 };
    const schedule = { ...made, job, trigger } as unknown as Schedule;
    const values = { ...scheduleValues(schedule), params: { rate: '2' }, time: '9:00' };
    const changed = body.parse(scheduleBody(values, schedule));
    expect(changed.trigger).toEqual({ ...cron('0 9 * * *'), until: 5 });
    expect(changed.job).toMatchObject({
      ...{ program: { path: 'tour.ipynb' }, code: job.code, params: { rate: '2' }, secrets: {} },
      array: { params: [{ rate: '1' }] }
    });
  });
});
