import type { Schedule } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import {
  Button,
  Card,
  CodeBlock,
  icons,
  Page,
  reactWidget,
  Stat,
  StatGrid,
  Tabs,
  useModel
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { stateLabel } from '../job-state.tsx';
import { ScheduleCommands } from '../schedule-commands.ts';
import { ScheduleState } from '../schedule-list.tsx';
import { inZone, timingText } from '../schedule-timing.ts';
import type { JobServices, SubjectArgs } from '../services.ts';
import { TimesTable } from './times-table.tsx';

interface PageProps {
  model: ResourceModel<Schedule>;
  host: IPageHost<SubjectArgs>;
  services: JobServices;
}

/** The page of a schedule: when it goes off next, what became of its times, what it submits. */
export const createSchedulePage =
  (services: JobServices) =>
  (host: IPageHost<SubjectArgs>): Widget => {
    const { client, events, trans } = services;
    const params = { workspace: host.workspace, schedule: host.args.id };
    const model = new ResourceModel<Schedule>({
      fetch: signal => client.api.schedules.get({ params, signal }),
      kinds: ['schedule', 'job'],
      events
    });
    return reactWidget(() => <SchedulePage model={model} host={host} services={services} />, {
      trans,
      dispose: () => model.dispose()
    });
  };

function SchedulePage({ model, ...rest }: PageProps) {
  useModel(model);
  return (
    <ResourceView model={model}>
      {schedule => <ScheduleContent schedule={schedule} {...rest} />}
    </ResourceView>
  );
}

type ContentProps = Omit<PageProps, 'model'> & { schedule: Schedule };

function ScheduleContent({ host, schedule, services }: ContentProps) {
  const { trans } = services;
  const { trigger } = schedule;
  React.useEffect(() => host.setTitle(schedule.name), [host, schedule.name]);
  return (
    <Page
      icon={icons.clock}
      title={schedule.name}
      description={schedule.description}
      badges={<ScheduleState schedule={schedule} trans={trans} />}
      facts={[
        timingText(trigger, trans),
        trigger.timeZone,
        schedule.user,
        limitsOf(schedule, trans)
      ]}
      actions={<ScheduleActions host={host} schedule={schedule} services={services} />}
    >
      {schedule.problem !== null && (
        <div className="atl-Jobs-message" data-tone="error">
          {schedule.problem}
        </div>
      )}
      <StatGrid>
        <Stat
          label={trans.__('Next')}
          value={schedule.next.length ? inZone(schedule.next[0]!, trigger.timeZone) : '–'}
        />
        <Stat
          label={trans.__('If its last job has not ended')}
          value={policyText(schedule, trans)}
        />
        <Stat label={trans.__('Times when no server ran')} value={catchUpText(schedule, trans)} />
        <Stat
          label={trans.__('Last job')}
          value={schedule.lastJob ? stateLabel(schedule.lastJob.state, trans) : '–'}
        />
        {schedule.waiting > 0 && (
          <Stat label={trans.__('Times that wait')} value={`${schedule.waiting}`} />
        )}
      </StatGrid>
      {schedule.next.length > 1 && (
        <p className="atl-Jobs-next">
          {trans.__(
            'Then %1.',
            schedule.next
              .slice(1)
              .map(time => inZone(time, trigger.timeZone))
              .join(' · ')
          )}
        </p>
      )}
      <Card title={trans.__('Schedule')}>
        <Tabs
          label={trans.__('Parts of the schedule')}
          tabs={[
            {
              id: 'times',
              label: trans.__('Times'),
              render: () => <TimesTable schedule={schedule} host={host} services={services} />
            },
            {
              id: 'job',
              label: trans.__('Its job'),
              render: () => (
                <CodeBlock
                  label={trans.__('Its job')}
                  code={JSON.stringify(schedule.job, null, 2)}
                  wrap
                />
              )
            }
          ]}
        />
      </Card>
    </Page>
  );
}

function policyText({ concurrency }: Schedule, trans: TranslationBundle): string {
  return {
    allow: trans.__('Both run'),
    forbid: trans.__('Left out'),
    replace: trans.__('Begun anew')
  }[concurrency];
}

function catchUpText({ catchUp, catchUpLimit }: Schedule, trans: TranslationBundle): string {
  return {
    skip: trans.__('Left out'),
    once: trans.__('One, late'),
    all: trans.__('The last %1', catchUpLimit)
  }[catchUp];
}

function limitsOf({ trigger }: Schedule, trans: TranslationBundle): string | false {
  const { timeZone, until } = trigger;
  return until !== undefined && trans.__('until %1', inZone(until, timeZone));
}

function ScheduleActions({ host, schedule, services }: ContentProps) {
  const { commands, trans } = services;
  const args = { id: schedule.id, name: schedule.name, workspace: host.workspace };
  const execute = (command: string) => void commands.execute(command, args);
  return (
    <>
      <Button icon={icons.play} onClick={() => execute(ScheduleCommands.run)}>
        {trans.__('Run now')}
      </Button>
      {schedule.paused ? (
        <Button icon={icons.play} onClick={() => execute(ScheduleCommands.resume)}>
          {trans.__('Resume')}
        </Button>
      ) : (
        <Button icon={icons.stop} onClick={() => execute(ScheduleCommands.pause)}>
          {trans.__('Pause')}
        </Button>
      )}
      <Button icon={icons.edit} onClick={() => execute(ScheduleCommands.edit)}>
        {trans.__('Edit')}
      </Button>
      {schedule.waiting > 0 ? (
        <Button icon={icons.stop} onClick={() => execute(ScheduleCommands.cancelBackfill)}>
          {trans.__('Stop past times')}
        </Button>
      ) : (
        <Button icon={icons.refresh} onClick={() => execute(ScheduleCommands.backfill)}>
          {trans.__('Past times')}
        </Button>
      )}
      <Button icon={icons.delete} variant="danger" onClick={() => execute(ScheduleCommands.delete)}>
        {trans.__('Delete')}
      </Button>
    </>
  );
}
