import type { Schedule } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import type { MenuEntry } from '@atelier-ml/shell';
import { AssetRow, icons, reactWidget, StatusBadge } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { scheduleCode } from './drag-code.ts';
import { ScheduleCommands } from './schedule-commands.ts';
import { inZone, timingText } from './schedule-timing.ts';
import type { JobServices } from './services.ts';

const argsOf = ({ id, name }: Schedule) => ({ id, name });

function menuOf(schedule: Schedule): MenuEntry[] {
  const args = argsOf(schedule);
  return [
    { command: ScheduleCommands.open, args },
    { command: ScheduleCommands.run, args },
    { command: ScheduleCommands.edit, args },
    { command: schedule.paused ? ScheduleCommands.resume : ScheduleCommands.pause, args },
    { command: ScheduleCommands.backfill, args },
    'separator',
    { command: ScheduleCommands.delete, args }
  ];
}

/** Whether it goes off, and whether it has lately gone well. */
export function ScheduleState(props: { schedule: Schedule; trans: TranslationBundle }) {
  const { schedule, trans } = props;
  if (schedule.problem !== null) {
    return <StatusBadge tone="error">{trans.__('Not submitted')}</StatusBadge>;
  }
  if (schedule.paused) {
    return <StatusBadge tone="neutral">{trans.__('Paused')}</StatusBadge>;
  }
  const isBusy = schedule.activeJobs > 0;
  return (
    <StatusBadge tone={isBusy ? 'info' : 'success'} busy={isBusy}>
      {isBusy ? trans.__('Running') : trans.__('Active')}
    </StatusBadge>
  );
}

/** The schedules of the active workspace, in the side panel. */
export function createScheduleList(services: JobServices): Widget {
  const { client, commands, events, pages, preferences, scope, trans } = services;
  const model = new ListModel<Schedule>({
    fetchPage: (query, signal) =>
      client.api.schedules.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['schedule', 'job'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
  return reactWidget(
    () => (
      <AssetListView
        model={model}
        commands={commands}
        label={trans.__('Schedules')}
        searchLabel={trans.__('Search schedules')}
        getKey={schedule => schedule.id}
        getText={schedule => schedule.name}
        drag={scheduleCode}
        renderItem={schedule => (
          <AssetRow
            icon={icons.clock}
            title={schedule.name}
            subtitle={timingText(schedule.trigger, trans)}
            badge={<ScheduleState schedule={schedule} trans={trans} />}
            meta={schedule.next.slice(0, 1).map(time => inZone(time, schedule.trigger.timeZone))}
          />
        )}
        onOpen={schedule => pages.open('schedule', argsOf(schedule))}
        onDelete={schedule => void commands.execute(ScheduleCommands.delete, argsOf(schedule))}
        menu={menuOf}
        empty={{
          icon: icons.clock,
          text: trans.__('A schedule has a job submitted again and again, such as every morning.'),
          action: {
            label: trans.__('New schedule'),
            onClick: () => void commands.execute(ScheduleCommands.create)
          }
        }}
      />
    ),
    { trans, dispose: () => model.dispose() }
  );
}
