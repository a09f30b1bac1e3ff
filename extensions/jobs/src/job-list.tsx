import type { Job } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import type { MenuEntry } from '@atelier-ml/shell';
import { AssetRow, icons, reactWidget, RelativeTime } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { jobCode } from './drag-code.ts';
import { JobCommands } from './job-commands.ts';
import { isActive, JobState, situationOf } from './job-state.tsx';
import type { JobServices } from './services.ts';

const argsOf = ({ id, name }: Job) => ({ id, name });

function menuOf(job: Job): MenuEntry[] {
  const args = argsOf(job);
  const run = { id: job.run, name: job.name, workspace: job.workspaceId };
  return [
    { command: JobCommands.open, args },
    ...(job.startedAt === null ? [] : [{ command: 'experiments:open-run', args: run }]),
    { command: JobCommands.resubmit, args },
    'separator',
    isActive(job) ? { command: JobCommands.cancel, args } : { command: JobCommands.delete, args }
  ];
}

/** The jobs of the active workspace, or of an array, the last submitted first. */
export function createJobList(services: JobServices, parent?: string): Widget {
  const { client, commands, events, pages, preferences, scope, trans } = services;
  const model = new ListModel<Job>({
    fetchPage: (query, signal) =>
      client.api.jobs.list({
        params: { workspace: scope.reference },
        query: { ...query, parent },
        signal
      }),
    kinds: ['job'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
  return reactWidget(
    () => (
      <AssetListView
        model={model}
        commands={commands}
        label={trans.__('Jobs')}
        searchLabel={trans.__('Search jobs')}
        getKey={job => job.id}
        getText={job => job.name}
        drag={jobCode}
        renderItem={job => (
          <AssetRow
            icon={icons.play}
            title={job.name}
            subtitle={situationOf(job, trans)}
            badge={<JobState state={job.state} trans={trans} />}
            meta={<RelativeTime time={job.queuedAt} />}
          />
        )}
        onOpen={job => pages.open('job', argsOf(job))}
        onDelete={job =>
          void commands.execute(
            isActive(job) ? JobCommands.cancel : JobCommands.delete,
            argsOf(job)
          )
        }
        menu={menuOf}
        empty={{
          icon: icons.play,
          text: trans.__(
            'A job is a command, a script or a notebook that runs by itself. What it writes and measures is kept as a run.'
          ),
          action: {
            label: trans.__('Submit a job'),
            onClick: () => void commands.execute(JobCommands.submit)
          }
        }}
      />
    ),
    { trans, dispose: () => model.dispose() }
  );
}
