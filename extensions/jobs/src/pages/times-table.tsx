import type { Schedule, ScheduleTime } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import { Button, EmptyState, icons, StatusBadge, useModel, useTrans } from '@atelier-ml/ui';
import type { Tone } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { JobState } from '../job-state.tsx';
import { inZone } from '../schedule-timing.ts';
import type { JobServices, SubjectArgs } from '../services.ts';

interface Found {
  items: ScheduleTime[];
  total: number;
}

interface TimesProps {
  schedule: Schedule;
  host: IPageHost<SubjectArgs>;
  services: JobServices;
}

const AT_ONCE = 50;

/** What became of the times of a schedule, the last first. */
export function TimesTable({ host, schedule, services }: TimesProps) {
  const { client, events } = services;
  const [limit, setLimit] = React.useState(AT_ONCE);
  const [model, setModel] = React.useState<ResourceModel<Found>>();
  React.useEffect(() => {
    const params = { workspace: host.workspace, schedule: schedule.id };
    const made = new ResourceModel<Found>({
      fetch: signal => client.api.schedules.times({ params, query: { limit }, signal }),
      kinds: ['schedule', 'job'],
      events
    });
    setModel(made);
    return () => made.dispose();
  }, [client, events, host.workspace, schedule.id, limit]);
  return (
    model && (
      <Times
        model={model}
        schedule={schedule}
        services={services}
        onMore={() => setLimit(limit + AT_ONCE)}
      />
    )
  );
}

function Times(props: {
  model: ResourceModel<Found>;
  schedule: Schedule;
  services: JobServices;
  onMore(): void;
}) {
  const { model, onMore, schedule, services } = props;
  const trans = useTrans();
  useModel(model);
  return (
    <ResourceView model={model}>
      {({ items, total }) =>
        items.length ? (
          <>
            <div
              className="atl-Jobs-scroll"
              tabIndex={0}
              role="region"
              aria-label={trans.__('Times')}
            >
              <table className="atl-Table">
                <thead>
                  <tr>
                    <th scope="col">{trans.__('Time')}</th>
                    <th scope="col">{trans.__('Because of')}</th>
                    <th scope="col">{trans.__('Outcome')}</th>
                    <th scope="col">{trans.__('Job')}</th>
                    <th scope="col">{trans.__('Message')}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map(each => (
                    <TimeRow
                      key={`${each.time} ${each.cause}`}
                      time={each}
                      timeZone={schedule.trigger.timeZone}
                      services={services}
                    />
                  ))}
                </tbody>
              </table>
            </div>
            {items.length < total && (
              <Button onClick={onMore}>
                {trans.__('Show more (%1 left)', total - items.length)}
              </Button>
            )}
          </>
        ) : (
          <EmptyState icon={icons.clock} text={trans.__('None of its times has come yet.')} />
        )
      }
    </ResourceView>
  );
}

const TONES: Record<ScheduleTime['outcome'], Tone> = {
  waiting: 'info',
  submitted: 'success',
  skipped: 'warning',
  missed: 'neutral',
  failed: 'error'
};

function TimeRow(props: { time: ScheduleTime; timeZone: string; services: JobServices }) {
  const { services, time, timeZone } = props;
  const { pages, trans } = services;
  const { job } = time;
  return (
    <tr>
      <th scope="row">{inZone(time.time, timeZone)}</th>
      <td>{causeText(time, trans)}</td>
      <td>
        <StatusBadge tone={TONES[time.outcome]}>{outcomeText(time, trans)}</StatusBadge>
      </td>
      <td>
        {job ? (
          <>
            <Button onClick={() => pages.open('job', { id: job.id, name: job.name })}>
              {job.name}
            </Button>{' '}
            <JobState state={job.state} trans={trans} />
          </>
        ) : (
          '–'
        )}
      </td>
      <td>{time.message ?? ''}</td>
    </tr>
  );
}

function causeText({ cause }: ScheduleTime, trans: TranslationBundle): string {
  return {
    schedule: trans.__('the schedule'),
    'catch-up': trans.__('a time that was missed'),
    backfill: trans.__('a wish for past times'),
    manual: trans.__('“Run now”')
  }[cause];
}

function outcomeText({ outcome }: ScheduleTime, trans: TranslationBundle): string {
  return {
    waiting: trans.__('Waits'),
    submitted: trans.__('Submitted'),
    skipped: trans.__('Left out'),
    missed: trans.__('Missed'),
    failed: trans.__('Not submitted')
  }[outcome];
}
