import type { JobDetail } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import {
  EmptyState,
  ErrorState,
  icons,
  LoadingState,
  SandboxedPage,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { JobServices, SubjectArgs } from '../services.ts';

/** Where the page of an executed notebook lies among the artifacts of its run. */
export function notebookPageOf({ spec: { program } }: JobDetail): string | undefined {
  if (program.type !== 'notebook') {
    return undefined;
  }
  const name = program.path.split('/').at(-1)!;
  return `outputs/${name.replace(/\.ipynb$/i, '.html')}`;
}

type Found = { html: string | null } | { error: unknown };

/** The notebook with what its cells have put out, once the job has ended. */
export function NotebookView(props: {
  job: JobDetail;
  path: string;
  host: IPageHost<SubjectArgs>;
  services: JobServices;
}) {
  const { host, job, path, services } = props;
  const { client } = services;
  const trans = useTrans();
  const [found, setFound] = React.useState<Found>();
  const [attempt, setAttempt] = React.useState(0);
  const hasEnded = job.endedAt !== null;
  React.useEffect(() => {
    const request = new AbortController();
    const { signal } = request;
    const params = { workspace: host.workspace, run: job.run };
    const read = async (): Promise<Found> => {
      const { artifacts } = await client.api.runs.get({ params, signal });
      if (!artifacts.some(each => each.path === path)) {
        return { html: null };
      }
      const response = await client.api.runs.artifact({ params: { ...params, path }, signal });
      return { html: await response.text() };
    };
    setFound(undefined);
    if (hasEnded) {
      read()
        .catch((error: unknown) => ({ error }))
        .then(answer => signal.aborted || setFound(answer));
    }
    return () => request.abort();
  }, [client, host.workspace, job.run, path, hasEnded, attempt]);
  if (!hasEnded) {
    const text = trans.__('The executed notebook appears here when the job has ended.');
    return <EmptyState icon={icons.notebook} text={text} />;
  }
  if (!found) {
    return <LoadingState rows={4} />;
  }
  if ('error' in found) {
    return <ErrorState error={found.error} onRetry={() => setAttempt(attempt + 1)} />;
  }
  return found.html === null ? (
    <EmptyState icon={icons.notebook} text={trans.__('The job has kept no executed notebook.')} />
  ) : (
    <SandboxedPage html={found.html} title={trans.__('Executed notebook')} />
  );
}
