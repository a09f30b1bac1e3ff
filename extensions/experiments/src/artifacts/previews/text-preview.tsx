import { CodeBlock, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { textOf } from '../artifact-content.ts';
import { codeLanguage } from '../artifact-kind.ts';
import type { Highlighter } from '../../runs/index.ts';
import type { PreviewProps } from './content.tsx';

/** Colouring more than this takes too long. */
const COLOURED = 200_000;

export function CodePreview({ bytes, cut, file, services }: PreviewProps) {
  const text = React.useMemo(() => textOf(bytes, cut), [bytes, cut]);
  const { path } = file.artifact;
  if (text.length > COLOURED) {
    return <CodeBlock label={path} code={text} />;
  }
  return (
    <Coloured
      label={path}
      code={text}
      language={codeLanguage(path)}
      highlighter={services.highlighter}
    />
  );
}

/** Code in the colours of JupyterLab's editor. */
export function Coloured(props: {
  code: string;
  label: string;
  language: string;
  highlighter: Highlighter;
}) {
  const { code, highlighter, label, language } = props;
  const node = React.useRef<HTMLElement>(null);
  React.useEffect(() => {
    if (node.current) {
      void highlighter(code, language, node.current);
    }
  }, [code, language, highlighter]);
  return (
    <div className="atl-CodeBlock">
      <pre tabIndex={0} role="region" aria-label={label}>
        <code ref={node} />
      </pre>
    </div>
  );
}

/** Text that is none of what it should be, with the reason. */
export function PlainText({
  text,
  label,
  reason
}: {
  text: string;
  label: string;
  reason?: string;
}) {
  const trans = useTrans();
  return (
    <>
      <p className="atl-Experiments-note">{reason ?? trans.__('Shown as text.')}</p>
      <CodeBlock label={label} code={text} />
    </>
  );
}
