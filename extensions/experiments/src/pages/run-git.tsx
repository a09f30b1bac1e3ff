import {
  Card,
  CopyButton,
  ErrorState,
  KeyValueTable,
  LineList,
  LoadingState,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { diffLines, gitFacts, summaryOf } from '../code/index.ts';
import type { RunCodeProps } from './run-code.tsx';
import { useArtifactText } from './use-artifact-text.ts';

const DIFF = '.atelier/git.diff';

/** The commit that the code belongs to, and what differed from it. */
export function RunGit({ run, services }: RunCodeProps) {
  const trans = useTrans();
  const facts = gitFacts(run.tags);
  const hasDiff = run.artifacts.some(({ path }) => path === DIFF);
  if (!facts && !hasDiff) {
    return null;
  }
  return (
    <Card title={trans.__('Git')}>
      {facts && (
        <KeyValueTable
          label={trans.__('Git')}
          entries={[
            [
              trans.__('Commit'),
              <span key="commit" className="atl-Experiments-id">
                {facts.link ? (
                  <a href={facts.link} target="_blank" rel="noopener noreferrer">
                    <code>{facts.commit}</code>
                  </a>
                ) : (
                  <code>{facts.commit}</code>
                )}
                <CopyButton text={facts.commit} label={trans.__('Copy the commit')} />
              </span>
            ],
            ...(facts.branch ? [[trans.__('Branch'), facts.branch] as const] : []),
            ...(facts.remote ? [[trans.__('Remote'), facts.remote] as const] : []),
            [
              trans.__('Uncommitted changes'),
              facts.dirty
                ? hasDiff
                  ? trans.__('yes, see below')
                  : trans.__('yes; they were not kept')
                : trans.__('none')
            ]
          ]}
        />
      )}
      {hasDiff && <GitDiff run={run} services={services} />}
    </Card>
  );
}

function GitDiff({ run, services }: Pick<RunCodeProps, 'run' | 'services'>) {
  const trans = useTrans();
  const { text, error, retry } = useArtifactText(services.client, run, DIFF);
  const lines = React.useMemo(() => (text === null ? null : diffLines(text)), [text]);
  if (error !== null) {
    return <ErrorState error={error} onRetry={retry} />;
  }
  if (!lines) {
    return <LoadingState rows={3} />;
  }
  const { files, added, removed } = summaryOf(lines);
  return (
    <div className="atl-Experiments-diff">
      <div className="atl-Experiments-bar">
        <span>{trans._n('%1 file changed', '%1 files changed', files)}</span>
        <span className="atl-mod-added">{trans._n('%1 line added', '%1 lines added', added)}</span>
        <span className="atl-mod-removed">
          {trans._n('%1 line removed', '%1 lines removed', removed)}
        </span>
        <CopyButton text={text ?? ''} label={trans.__('Copy the diff')} />
      </div>
      <LineList
        label={trans.__('Uncommitted changes')}
        role="list"
        count={lines.length}
        firstKey={0}
        line={index => lines[index].text || '\u200b'}
        lineClass={index => `atl-mod-${lines[index].kind}`}
      />
    </div>
  );
}
