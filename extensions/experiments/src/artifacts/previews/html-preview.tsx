import { Button, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { textOf } from '../artifact-content.ts';
import type { PreviewProps } from './content.tsx';

const WITHOUT_SCRIPTS =
  "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline' data:; font-src data:; media-src data: blob:";
const WITH_SCRIPTS = `${WITHOUT_SCRIPTS}; script-src 'unsafe-inline' 'unsafe-eval' data: blob: https:; worker-src blob:`;

/**
 * A page in a frame of its own origin: it sees nothing of the studio, and neither runs scripts nor
 * fetches anything until the user says so.
 */
export function HtmlPreview({ bytes, cut, file }: PreviewProps) {
  const trans = useTrans();
  const [scripts, setScripts] = React.useState(false);
  const text = React.useMemo(() => textOf(bytes, cut), [bytes, cut]);
  const policy = scripts ? WITH_SCRIPTS : WITHOUT_SCRIPTS;
  const asks = /<script/i.test(text);
  return (
    <div className="atl-Artifacts-page">
      {asks && (
        <p className="atl-Experiments-note">
          {scripts
            ? trans.__('The scripts of this page run, shut off from the studio.')
            : trans.__('The page has scripts. They are not run.')}
          <Button onClick={() => setScripts(!scripts)}>
            {scripts ? trans.__('Stop them') : trans.__('Run them')}
          </Button>
        </p>
      )}
      <iframe
        key={String(scripts)}
        title={trans.__('Content of %1', file.artifact.path)}
        sandbox={scripts ? 'allow-scripts' : ''}
        referrerPolicy="no-referrer"
        srcDoc={`<meta http-equiv="Content-Security-Policy" content="${policy}">${text}`}
      />
    </div>
  );
}
