import { formatInteger, formatNumber, Histogram, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { textOf } from '../artifact-content.ts';
import { kindOf } from '../artifact-kind.ts';
import { ConfusionMatrix } from '../confusion-matrix.tsx';
import { CurvePlot } from '../curve-plot.tsx';
import { readConfusionMatrix, readEvaluationCurves, readHistogram } from '../evaluation.ts';
import type { PreviewProps } from './content.tsx';
import { parseJson } from './json-preview.tsx';
import { PlainText } from './text-preview.tsx';

/** The value of a JSON file, read by a reader of its kind. */
function useRead<T>({ bytes, cut }: PreviewProps, read: (value: unknown) => T | undefined) {
  return React.useMemo(() => {
    const text = textOf(bytes, cut);
    return { text, content: read(parseJson(text)?.value) };
  }, [bytes, cut, read]);
}

export function ConfusionPreview(props: PreviewProps) {
  const trans = useTrans();
  const { path } = props.file.artifact;
  const { content, text } = useRead(props, readConfusionMatrix);
  return content ? (
    <ConfusionMatrix label={path} matrix={content} />
  ) : (
    <PlainText
      label={path}
      text={text}
      reason={trans.__('This is no confusion matrix: shown as text.')}
    />
  );
}

const readRoc = (value: unknown) => readEvaluationCurves(value, 'roc');
const readPr = (value: unknown) => readEvaluationCurves(value, 'pr');

export function CurvePreview(props: PreviewProps) {
  const trans = useTrans();
  const { artifact } = props.file;
  const kind = kindOf(artifact) === 'roc-curve' ? 'roc' : 'pr';
  const { content, text } = useRead(props, kind === 'roc' ? readRoc : readPr);
  return content ? (
    <CurvePlot kind={kind} label={artifact.path} curves={content} />
  ) : (
    <PlainText
      label={artifact.path}
      text={text}
      reason={trans.__('These are no curves: shown as text.')}
    />
  );
}

export function HistogramPreview(props: PreviewProps) {
  const trans = useTrans();
  const { path } = props.file.artifact;
  const { content, text } = useRead(props, readHistogram);
  if (!content) {
    return (
      <PlainText
        label={path}
        text={text}
        reason={trans.__('This is no histogram: shown as text.')}
      />
    );
  }
  const total = content.counts.reduce((sum, count) => sum + count, 0);
  const middle = content.counts.reduce(
    (sum, count, index) => sum + (count * (content.edges[index] + content.edges[index + 1])) / 2,
    0
  );
  return (
    <div className="atl-Artifacts-histogram">
      <Histogram label={path} edges={content.edges} counts={content.counts} height={220} />
      <p className="atl-Experiments-note">
        {trans.__(
          'n = %1, mean ≈ %2, %3 bins',
          formatInteger(total),
          formatNumber(total === 0 ? null : middle / total),
          content.counts.length
        )}
      </p>
    </div>
  );
}
