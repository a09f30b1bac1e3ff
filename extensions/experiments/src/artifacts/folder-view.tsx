import type { RunDetail } from '@atelier-ml/api';
import { Button, CopyButton, formatBytes, icons, Stat, StatGrid, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ExperimentsServices } from '../services.ts';
import { artifactUri } from './artifact-code.ts';
import { isFolder } from './artifact-tree.ts';
import type { FolderNode } from './artifact-tree.ts';
import { saveFolder } from './save-folder.ts';

/** What is in a folder, and all of it as one file. */
export function FolderView(props: {
  folder: FolderNode;
  run: RunDetail;
  services: ExperimentsServices;
}) {
  const { folder, run, services } = props;
  const trans = useTrans();
  const [saved, setSaved] = React.useState<number | null>(null);
  const stop = React.useRef(new AbortController());
  React.useEffect(() => () => stop.current.abort(), []);
  const save = async () => {
    stop.current = new AbortController();
    setSaved(0);
    await services.notifier.attempt(() =>
      saveFolder(folder, run, services.client, { onFile: setSaved, signal: stop.current.signal })
    );
    setSaved(null);
  };
  const folders = folder.children.filter(isFolder).length;
  return (
    <section className="atl-Artifacts-folder" aria-label={folder.path || trans.__('All files')}>
      <header className="atl-Artifacts-header">
        <h3>{folder.path || trans.__('All files')}</h3>
        {folder.path && (
          <CopyButton text={artifactUri(run, folder.path)} label={trans.__('Copy the address')} />
        )}
      </header>
      <StatGrid>
        <Stat label={trans.__('Files')} value={folder.files} />
        <Stat label={trans.__('Folders in it')} value={folders} />
        <Stat label={trans.__('Size')} value={formatBytes(folder.size)} />
      </StatGrid>
      {saved === null ? (
        <Button icon={icons.download} onClick={() => void save()}>
          {trans.__('Download as an archive')}
        </Button>
      ) : (
        <p className="atl-Artifacts-progress" role="status">
          {trans.__('%1 of %2 files', saved, folder.files)}
          <Button onClick={() => stop.current.abort()}>{trans.__('Cancel')}</Button>
        </p>
      )}
      <p className="atl-Experiments-note">
        {trans.__(
          'Choose a file to look at it; drag it into a notebook to get the code that fetches it.'
        )}
      </p>
    </section>
  );
}
