import type { RunDetail } from '@atelier-ml/api';
import { CopyButton, formatTime, KeyValueTable, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Elapsed, RunStatusBadge } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';
import { RunLink } from './run-link.tsx';

/** The address under which a run is named, e.g. as somebody's input. */
export const uriOf = ({ id }: Pick<RunDetail, 'id'>, workspace: string): string =>
  `atelier://${encodeURIComponent(workspace)}/runs/${id}`;

/** When, by whom, where from, and which runs it belongs with. */
export function RunFacts(props: { run: RunDetail; services: ExperimentsServices }) {
  const { run, services } = props;
  const trans = useTrans();
  const link = (id: string) => <RunLink id={id} workspace={run.workspaceId} services={services} />;
  const uri = uriOf(run, services.scope.current?.name ?? run.workspaceId);
  const entries: (readonly [string, React.ReactNode])[] = [
    [trans.__('Id'), <Copied key="id" text={run.id} label={trans.__('Copy the id')} />],
    [trans.__('Address'), <Copied key="uri" text={uri} label={trans.__('Copy the address')} />],
    [trans.__('Status'), <RunStatusBadge key="status" run={run} />],
    [trans.__('Duration'), <Elapsed key="elapsed" run={run} />],
    [trans.__('Started'), formatTime(run.startedAt)],
    [trans.__('Ended'), run.endedAt === null ? '–' : formatTime(run.endedAt)]
  ];
  if (run.status === 'stale') {
    entries.push([trans.__('Last heard of'), formatTime(run.updatedAt)]);
  }
  if (run.user) {
    entries.push([trans.__('User'), run.user]);
  }
  if (run.notebook) {
    entries.push([trans.__('Notebook'), run.notebook]);
  }
  if (run.parentId) {
    entries.push([trans.__('Parent'), link(run.parentId)]);
  }
  if (run.forkedFrom) {
    const { run: origin, step } = run.forkedFrom;
    entries.push([
      trans.__('Forked from'),
      <span key="fork">
        {link(origin)} {trans.__('at step %1', step)}
      </span>
    ]);
  }
  return <KeyValueTable label={trans.__('Run')} entries={entries} />;
}

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span className="atl-Experiments-id">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
}
