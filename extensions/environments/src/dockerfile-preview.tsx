import type { EnvironmentSpec } from '@atelier-ml/api';
import { CodeBlock, describeError, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { EnvironmentServices } from './services.ts';

interface PreviewProps {
  client: EnvironmentServices['client'];
  /** What is described so far. */
  spec(): Promise<EnvironmentSpec>;
  /** Changes with what is described. */
  of: unknown;
}

const PAUSE = 400;

/** The Dockerfile that would be built, for those who open it; it follows what is typed. */
export function DockerfilePreview({ client, of, spec }: PreviewProps) {
  const trans = useTrans();
  const [open, setOpen] = React.useState(false);
  const [text, setText] = React.useState('');
  const [problem, setProblem] = React.useState('');
  const latest = React.useRef(spec);
  latest.current = spec;
  React.useEffect(() => {
    if (!open) {
      return undefined;
    }
    const request = new AbortController();
    const { signal } = request;
    const ask = async (): Promise<void> => {
      try {
        const body = { spec: await latest.current() };
        const { dockerfile } = await client.api.environments.dockerfile({ body, signal });
        setText(dockerfile);
        setProblem('');
      } catch (error) {
        if (!signal.aborted) {
          setProblem(problemOf(error));
        }
      }
    };
    const timer = setTimeout(() => void ask(), PAUSE);
    return () => {
      clearTimeout(timer);
      request.abort();
    };
  }, [client, open, of]);
  return (
    <details
      className="atl-Environments-preview"
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>{trans.__('Dockerfile that will be built')}</summary>
      {problem ? (
        <p className="atl-Environments-error">{problem}</p>
      ) : text ? (
        <CodeBlock label={trans.__('Dockerfile')} code={text} wrap maximumHeight={260} />
      ) : (
        <p>{trans.__('Loading…')}</p>
      )}
    </details>
  );
}

/** What is wrong with a specification is told by its first finding. */
function problemOf(error: unknown): string {
  const [issue] = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues ?? [];
  return issue ? `${issue.path.join('.')} ${issue.message}` : describeError(error).message;
}
