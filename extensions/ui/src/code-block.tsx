import * as React from 'react';
import { IconButton } from './button.tsx';
import { icons } from './icons.ts';
import { useTrans } from './translation.tsx';

const CONFIRMATION_MS = 1500;

/** A button that puts text on the clipboard and says that it did. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const trans = useTrans();
  const [copied, setCopied] = React.useState(false);
  React.useEffect(() => {
    if (copied) {
      const timer = setTimeout(() => setCopied(false), CONFIRMATION_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [copied]);
  return (
    <>
      <IconButton
        icon={copied ? icons.check : icons.copy}
        label={label ?? trans.__('Copy')}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      />
      <span className="atl-visuallyHidden" role="status">
        {copied ? trans.__('Copied') : ''}
      </span>
    </>
  );
}

/** Text as it is, to read and to copy: code, a log, a command. */
export function CodeBlock(props: {
  code: string;
  label: string;
  wrap?: boolean;
  maximumHeight?: number;
}) {
  return (
    <div className="atl-CodeBlock">
      <pre
        tabIndex={0}
        role="region"
        aria-label={props.label}
        className={props.wrap ? 'atl-mod-wrap' : undefined}
        style={{ maxHeight: props.maximumHeight }}
      >
        <code>{props.code}</code>
      </pre>
      <div className="atl-CodeBlock-actions">
        <CopyButton text={props.code} />
      </div>
    </div>
  );
}
