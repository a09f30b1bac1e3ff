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

/** Pixels from the end within which somebody is taken to look at it. */
const AT_END = 8;

/** Text as it is, to read and to copy: code, a log, a command. */
export function CodeBlock(props: {
  code: string;
  label: string;
  wrap?: boolean;
  maximumHeight?: number;
  /** It grows at its end, which is shown until somebody scrolls away from it. */
  follow?: boolean;
}) {
  const { code, follow } = props;
  const box = React.useRef<HTMLPreElement>(null);
  const isAtEnd = React.useRef(true);
  React.useLayoutEffect(() => {
    if (follow && isAtEnd.current) {
      box.current!.scrollTop = box.current!.scrollHeight;
    }
  }, [code, follow]);
  const look = ({ currentTarget: { clientHeight, scrollHeight, scrollTop } }: React.UIEvent) => {
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < AT_END;
  };
  return (
    <div className="atl-CodeBlock">
      <pre
        ref={box}
        onScroll={look}
        tabIndex={0}
        role="region"
        aria-label={props.label}
        className={props.wrap ? 'atl-mod-wrap' : undefined}
        style={{ maxHeight: props.maximumHeight }}
      >
        <code>{code}</code>
      </pre>
      <div className="atl-CodeBlock-actions">
        <CopyButton text={code} />
      </div>
    </div>
  );
}
