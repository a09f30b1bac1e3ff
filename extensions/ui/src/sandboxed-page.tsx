import * as React from 'react';
import { Button } from './button.tsx';
import { useTrans } from './translation.tsx';

const WITHOUT_SCRIPTS =
  "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline' data:; font-src data:; media-src data: blob:";
const WITH_SCRIPTS = `${WITHOUT_SCRIPTS}; script-src 'unsafe-inline' 'unsafe-eval' data: blob: https:; worker-src blob:`;
/** Also within the frames of the page, whose text is an attribute. */
const SCRIPT = /(<|&lt;)script/i;
const FOLLOWS_THEME = /<meta name="color-scheme" content="light dark">/i;

const isDark = (): boolean => document.body.dataset.jpThemeLight === 'false';

function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributeFilter: ['data-jp-theme-light'] });
  return () => observer.disconnect();
}

/**
 * A page in a frame of its own origin: it sees nothing of the studio, and neither runs scripts nor
 * fetches anything until the user says so.
 */
export function SandboxedPage({ html, title }: { html: string; title: string }) {
  const trans = useTrans();
  const [scripts, setScripts] = React.useState(false);
  const policy = scripts ? WITH_SCRIPTS : WITHOUT_SCRIPTS;
  const dark = React.useSyncExternalStore(onTheme, isDark);
  const scheme = dark && FOLLOWS_THEME.test(html) ? 'dark' : 'light';
  return (
    <div className="atl-SandboxedPage">
      {SCRIPT.test(html) && (
        <p className="atl-SandboxedPage-note">
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
        title={title}
        sandbox={scripts ? 'allow-scripts' : ''}
        referrerPolicy="no-referrer"
        style={{ colorScheme: scheme }}
        srcDoc={`<meta http-equiv="Content-Security-Policy" content="${policy}">${html}`}
      />
    </div>
  );
}
