import type { Client, CollectionPreview, TrashSelection } from '@atelier-ml/api';
import {
  Button,
  ErrorState,
  formatBytes,
  formatInteger,
  LoadingState,
  Modal,
  showModal,
  useTrans
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

export interface PurgeQuestion {
  api: Pick<Client, 'trash'>;
  trans: TranslationBundle;
  workspace: string;
  selection: TrashSelection;
  title: string;
}

const SHOWN = 5;

/** Shows what deleting for good would remove, free and keep, and asks. */
export function askToPurge(question: PurgeQuestion): Promise<boolean> {
  return showModal<boolean>(question.trans, end => <PurgeDialog {...question} end={end} />);
}

function PurgeDialog(props: PurgeQuestion & { end: (yes: boolean) => void }) {
  const { api, end, selection, title, workspace } = props;
  const trans = useTrans();
  const [preview, setPreview] = React.useState<CollectionPreview>();
  const [error, setError] = React.useState<unknown>();
  const [attempt, tryAgain] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    const request = new AbortController();
    setError(undefined);
    api.trash
      .preview({ params: { workspace }, body: { selection }, signal: request.signal })
      .then(setPreview)
      .catch((failure: unknown) => !request.signal.aborted && setError(failure));
    return () => request.abort();
  }, [api, workspace, selection, attempt]);
  return (
    <Modal title={title} onCancel={() => end(false)}>
      <div className="atl-Dialog-body">
        {preview ? (
          <Preview preview={preview} />
        ) : error ? (
          <ErrorState error={error} onRetry={tryAgain} />
        ) : (
          <LoadingState rows={3} label={trans.__('Looking at what would be removed…')} />
        )}
      </div>
      <footer className="atl-Dialog-footer">
        <Button onClick={() => end(false)} data-autofocus>
          {trans.__('Cancel')}
        </Button>
        <Button variant="danger" disabled={!preview} onClick={() => end(true)}>
          {trans.__('Delete for good')}
        </Button>
      </footer>
    </Modal>
  );
}

function Preview({ preview }: { preview: CollectionPreview }) {
  const trans = useTrans();
  const { freed, fresh, kept, missing } = preview;
  return (
    <div className="atl-Trash-preview">
      <p>{trans.__('There is no way back from this.')}</p>
      <dl>
        <dt>{trans.__('Removed')}</dt>
        <dd>{removedText(preview, trans)}</dd>
        <dt>{trans.__('Freed')}</dt>
        <dd>{amountText(freed, trans)}</dd>
        {fresh.count > 0 && (
          <>
            <dt>{trans.__('Freed later')}</dt>
            <dd>
              {amountText(fresh, trans)}
              <small>{trans.__('Stored or used within the last hour.')}</small>
            </dd>
          </>
        )}
        {kept.count > 0 && (
          <>
            <dt>{trans.__('Kept')}</dt>
            <dd>
              {amountText(kept, trans)}
              <References preview={preview} />
            </dd>
          </>
        )}
        {missing > 0 && (
          <>
            <dt>{trans.__('Missing')}</dt>
            <dd>
              {trans._n('%2 file', '%2 files', missing, formatInteger(missing))}
              <small>{trans.__('Not on the disk any more; this stops nothing.')}</small>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

/** What keeps content that would go otherwise. */
function References({ preview }: { preview: CollectionPreview }) {
  const trans = useTrans();
  const names = [
    ...new Set(
      preview.keptExamples.flatMap(({ references }) =>
        references.map(({ kind, name }) => referenceText(kind, name, trans))
      )
    )
  ];
  const more = names.length > SHOWN ? '…' : '';
  return <small>{trans.__('Used by %1', `${names.slice(0, SHOWN).join(', ')}${more}`)}</small>;
}

type Kind = CollectionPreview['keptExamples'][0]['references'][0]['kind'];

function referenceText(kind: Kind, name: string, trans: TranslationBundle): string {
  return {
    run: trans.__('run %1', name),
    'logged-model': trans.__('logged model %1', name),
    'dataset-version': trans.__('dataset %1', name),
    'model-version': trans.__('model %1', name),
    job: trans.__('code of the job %1', name),
    schedule: trans.__('code of the schedule %1', name),
    upload: trans.__('an upload of %1', name)
  }[kind];
}

function amountText(
  { bytes, count }: { bytes: number; count: number },
  trans: TranslationBundle
): string {
  return trans._n(
    '%2 in %3 file',
    '%2 in %3 files',
    count,
    formatBytes(bytes),
    formatInteger(count)
  );
}

function removedText(preview: CollectionPreview, trans: TranslationBundle): string {
  const { experiments, files, loggedModels, metrics, runs } = preview;
  return (
    [
      experiments && trans._n('%1 experiment', '%1 experiments', experiments, experiments),
      runs && trans._n('%2 run', '%2 runs', runs, formatInteger(runs)),
      loggedModels && trans._n('%1 logged model', '%1 logged models', loggedModels, loggedModels),
      metrics && trans._n('%2 metric', '%2 metrics', metrics, formatInteger(metrics)),
      files && trans._n('%2 artifact', '%2 artifacts', files, formatInteger(files))
    ]
      .filter(Boolean)
      .join(', ') || trans.__('Nothing')
  );
}
