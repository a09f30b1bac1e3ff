import type { Artifact, RunDetail } from '@atelier-ml/api';
import type { IApiClient } from '@atelier-ml/shell';
import {
  Card,
  CodeBlock,
  ErrorState,
  IconButton,
  icons,
  LoadingState,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { delimitedRows, prettyJson, previewKind } from '../runs/index.ts';

export interface ArtifactPreviewProps {
  artifact: Artifact;
  run: RunDetail;
  client: IApiClient;
  onClose: () => void;
}

const TABLE_ROWS = 200;

/** A small file, shown. Pictures are shown as pictures only: nothing in them is run. */
export function ArtifactPreview({ artifact, run, client, onClose }: ArtifactPreviewProps) {
  const trans = useTrans();
  const { path } = artifact;
  const [content, setContent] = React.useState<Blob | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const [attempt, retry] = React.useReducer((count: number) => count + 1, 0);
  const { id, workspaceId } = run;
  React.useEffect(() => {
    const stop = new AbortController();
    setError(null);
    const params = { workspace: workspaceId, run: id, path };
    client.api.runs
      .artifact({ params, signal: stop.signal })
      .then(response => response.blob())
      .then(setContent)
      .catch((reason: unknown) => {
        if (!stop.signal.aborted) {
          setError(reason);
        }
      });
    return () => stop.abort();
  }, [client, workspaceId, id, path, attempt]);
  return (
    <Card
      title={path}
      actions={
        <IconButton icon={icons.close} label={trans.__('Close the preview')} onClick={onClose} />
      }
    >
      {error !== null ? (
        <ErrorState error={error} onRetry={retry} />
      ) : content ? (
        <Content artifact={artifact} content={content} />
      ) : (
        <LoadingState rows={3} />
      )}
    </Card>
  );
}

function Content({ artifact, content }: { artifact: Artifact; content: Blob }) {
  return previewKind(artifact) === 'image' ? (
    <Picture artifact={artifact} content={content} />
  ) : (
    <Words artifact={artifact} content={content} />
  );
}

function Picture({ artifact, content }: { artifact: Artifact; content: Blob }) {
  const [url, setUrl] = React.useState<string>();
  React.useEffect(() => {
    const svg = artifact.path.toLowerCase().endsWith('.svg');
    const type = svg ? 'image/svg+xml' : artifact.mediaType;
    const made = URL.createObjectURL(new Blob([content], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [artifact, content]);
  return url ? <img className="atl-Experiments-picture" src={url} alt={artifact.path} /> : null;
}

function Words({ artifact, content }: { artifact: Artifact; content: Blob }) {
  const [text, setText] = React.useState<string>();
  React.useEffect(() => {
    let wanted = true;
    void content.text().then(read => wanted && setText(read));
    return () => {
      wanted = false;
    };
  }, [content]);
  if (text === undefined) {
    return <LoadingState rows={3} />;
  }
  const { path } = artifact;
  const kind = previewKind(artifact);
  if (kind === 'table') {
    return <Table label={path} text={text} delimiter={path.endsWith('.tsv') ? '\t' : ','} />;
  }
  return (
    <CodeBlock label={path} code={kind === 'json' ? prettyJson(text) : text} maximumHeight={480} />
  );
}

function Table({ label, text, delimiter }: { label: string; text: string; delimiter: string }) {
  const trans = useTrans();
  const [head = [], ...rows] = React.useMemo(
    () => delimitedRows(text, delimiter, TABLE_ROWS + 1),
    [text, delimiter]
  );
  return (
    <>
      <div className="atl-Experiments-scroll">
        <table className="atl-Experiments-table" aria-label={label}>
          <thead>
            <tr>
              {head.map((title, index) => (
                <th key={index} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((field, column) => (
                  <td key={column}>{field}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === TABLE_ROWS && (
        <p className="atl-Experiments-note">{trans.__('The first %1 rows.', TABLE_ROWS)}</p>
      )}
    </>
  );
}
