import type { JobDetail } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView, SpentSoFar } from '@atelier-ml/shell';
import {
  Button,
  Card,
  CodeBlock,
  EmptyState,
  formatDuration,
  icons,
  Page,
  reactWidget,
  RelativeTime,
  shownLines,
  Tabs,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { JobCommands } from '../job-commands.ts';
import { isActive, JobState, situationOf } from '../job-state.tsx';
import type { JobServices, SubjectArgs } from '../services.ts';
import { AttemptTable } from './attempt-table.tsx';
import { ChildrenTable } from './children-table.tsx';
import { LogModel } from './log-model.ts';
import { notebookPageOf, NotebookView } from './notebook-view.tsx';

interface PageProps {
  model: ResourceModel<JobDetail>;
  host: IPageHost<SubjectArgs>;
  services: JobServices;
}

/** The page of a job: how it goes, what it writes, what it was asked to do. */
export const createJobPage =
  (services: JobServices) =>
  (host: IPageHost<SubjectArgs>): Widget => {
    const { client, events, trans } = services;
    const params = { workspace: host.workspace, job: host.args.id };
    const model = new ResourceModel<JobDetail>({
      fetch: signal => client.api.jobs.get({ params, signal }),
      kinds: ['job'],
      subjectId: host.args.id,
      // What cannot be stored is told as progress: that the disk is full.
      actions: ['updated', 'deleted', 'progressed'],
      events
    });
    return reactWidget(() => <JobPage model={model} host={host} services={services} />, {
      trans,
      dispose: () => model.dispose()
    });
  };

function JobPage({ model, ...rest }: PageProps) {
  useModel(model);
  return <ResourceView model={model}>{job => <JobContent job={job} {...rest} />}</ResourceView>;
}

type ContentProps = Omit<PageProps, 'model'> & { job: JobDetail };

function JobContent({ host, job, services }: ContentProps) {
  const { trans } = services;
  React.useEffect(() => host.setTitle(job.name), [host, job.name]);
  const notebook = notebookPageOf(job);
  const duration = job.durationMs !== null && formatDuration(job.durationMs);
  return (
    <Page
      icon={icons.play}
      title={job.name}
      description={job.spec.description}
      badges={<JobState state={job.state} trans={trans} />}
      facts={[
        situationOf(job, trans),
        ...whatItRanWith(job, services),
        job.user,
        job.attempt > 1 && trans.__('attempt %1', job.attempt),
        job.schedule && (
          <FactLink
            key="schedule"
            title={trans.__('The schedule that has submitted it')}
            open={() => services.pages.open('schedule', job.schedule!)}
          >
            {job.schedule.name}
          </FactLink>
        ),
        duration,
        job.attempt > 0 && <SpentSoFar key="spent" api={services.client.api} subject={job.id} />,
        <RelativeTime key="time" time={job.queuedAt} />
      ]}
      actions={<JobActions host={host} job={job} services={services} />}
    >
      {job.message !== null && (
        <div className="atl-Jobs-message" data-tone={job.state === 'failed' ? 'error' : undefined}>
          {job.message}
        </div>
      )}
      <Card title={trans.__('Job')}>
        <Tabs
          label={trans.__('Parts of the job')}
          tabs={[
            ...(job.children
              ? [
                  {
                    id: 'children',
                    label: trans.__('Jobs of the array'),
                    render: () => <ChildrenTable job={job} host={host} services={services} />
                  }
                ]
              : [
                  {
                    id: 'log',
                    label: trans.__('Log'),
                    render: () => <JobLog job={job} host={host} services={services} />
                  },
                  ...(notebook === undefined
                    ? []
                    : [
                        {
                          id: 'notebook',
                          label: trans.__('Notebook'),
                          render: () => (
                            <NotebookView
                              job={job}
                              path={notebook}
                              host={host}
                              services={services}
                            />
                          )
                        }
                      ]),
                  {
                    id: 'attempts',
                    label: trans.__('Attempts'),
                    count: job.attempt,
                    render: () => <AttemptTable job={job} />
                  }
                ]),
            {
              id: 'spec',
              label: trans.__('Specification'),
              render: () => (
                <CodeBlock
                  label={trans.__('Specification')}
                  code={JSON.stringify(job.spec, null, 2)}
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

/** The environment and datasets that it was given when it was submitted. */
function whatItRanWith({ datasets, environment }: JobDetail, { pages, trans }: JobServices) {
  const linkTo = (
    page: string,
    { id, name, version }: { id: string; name: string; version: number },
    title: string
  ) => (
    <FactLink key={`${page} ${title}`} title={title} open={() => pages.open(page, { id, name })}>
      {`${name}:${version}`}
    </FactLink>
  );
  return [
    environment && linkTo('environment', environment, trans.__('Its environment')),
    ...datasets.map(({ id, input, name, version }) =>
      id === null
        ? `${name}:${version}`
        : linkTo('dataset', { id, name, version }, trans.__('The dataset of its input %1', input))
    )
  ];
}

function FactLink(props: { title: string; children: React.ReactNode; open(): void }) {
  const { children, open, title } = props;
  return (
    <button type="button" className="atl-Jobs-link" title={title} onClick={open}>
      {children}
    </button>
  );
}

function JobActions({ host, job, services }: ContentProps) {
  const { commands, trans } = services;
  const args = { id: job.id, name: job.name, workspace: host.workspace };
  const run = { id: job.run, name: job.name, workspace: job.workspaceId };
  const execute = (command: string, given: object = args) =>
    void commands.execute(command, given as typeof args);
  return (
    <>
      {job.startedAt !== null && (
        <Button icon={icons.experiments} onClick={() => execute('experiments:open-run', run)}>
          {trans.__('Open run')}
        </Button>
      )}
      <Button icon={icons.refresh} onClick={() => execute(JobCommands.resubmit)}>
        {trans.__('Submit again')}
      </Button>
      {isActive(job) ? (
        <Button icon={icons.stop} variant="danger" onClick={() => execute(JobCommands.cancel)}>
          {trans.__('Cancel job')}
        </Button>
      ) : (
        <Button icon={icons.delete} variant="danger" onClick={() => execute(JobCommands.delete)}>
          {trans.__('Delete')}
        </Button>
      )}
    </>
  );
}

function JobLog({ host, job, services }: ContentProps) {
  const trans = useTrans();
  const { client, events } = services;
  const [log, setLog] = React.useState<LogModel>();
  const hasBegun = job.startedAt !== null;
  React.useEffect(() => {
    const params = { workspace: host.workspace, run: job.run };
    const read = (after: number) => client.api.runs.log({ params, query: { after } });
    const made = new LogModel(read, events, job.run);
    setLog(made);
    return () => made.dispose();
  }, [client, events, host.workspace, job.run, hasBegun, job.endedAt]);
  return log ? <LogText log={log} hasBegun={hasBegun} /> : <p>{trans.__('Loading…')}</p>;
}

function LogText({ hasBegun, log }: { log: LogModel; hasBegun: boolean }) {
  const trans = useTrans();
  useModel(log);
  if (!log.text) {
    const text = hasBegun
      ? trans.__('It has not written anything yet.')
      : trans.__('What it writes appears here once it has started.');
    return <EmptyState icon={icons.code} text={text} />;
  }
  return (
    <CodeBlock
      label={trans.__('Log of the job')}
      code={shownLines(log.text)}
      wrap
      follow
      maximumHeight={480}
    />
  );
}
