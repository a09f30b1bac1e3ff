import { ErrorState, useTrans } from '@atelier-ml/ui';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import * as React from 'react';
import { textOf } from '../artifact-content.ts';
import type { PreviewProps } from './content.tsx';
import { parseJson } from './json-preview.tsx';
import { Rendered } from './rendered.tsx';
import { PlainText } from './text-preview.tsx';

const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/** A Vega-Lite figure, drawn by JupyterLab's own renderer. */
export function FigurePreview({ bytes, cut, file, services }: PreviewProps) {
  const trans = useTrans();
  const [error, setError] = React.useState<unknown>(null);
  const text = textOf(bytes, cut);
  const data = React.useMemo(() => {
    const spec = parseJson(text)?.value;
    return typeof spec === 'object' && spec !== null
      ? ({ [VEGA_LITE]: spec } as ReadonlyPartialJSONObject)
      : undefined;
  }, [text]);
  const { path } = file.artifact;
  const plain = <PlainText label={path} text={text} />;
  if (!data || !services.rendermime) {
    return plain;
  }
  return (
    <>
      {error !== null && (
        <ErrorState error={new Error(trans.__('The figure cannot be drawn: %1', String(error)))} />
      )}
      <Rendered data={data} rendermime={services.rendermime} fallback={plain} onError={setError} />
    </>
  );
}

export function MarkdownPreview({ bytes, cut, file, services }: PreviewProps) {
  const text = textOf(bytes, cut);
  const data = React.useMemo(() => ({ 'text/markdown': text }), [text]);
  const plain = <PlainText label={file.artifact.path} text={text} />;
  return services.rendermime ? (
    <Rendered data={data} rendermime={services.rendermime} fallback={plain} />
  ) : (
    plain
  );
}
