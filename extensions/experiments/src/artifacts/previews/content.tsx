import type { RunDetail } from '@atelier-ml/api';
import { EmptyState, ErrorState, formatBytes, icons, LoadingState, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ExperimentsServices } from '../../services.ts';
import { useContent } from '../artifact-content.ts';
import type { ArtifactFile } from '../artifact-content.ts';
import { kindOf } from '../artifact-kind.ts';
import type { ArtifactKind } from '../artifact-kind.ts';
import { DelimitedPreview, RowsPreview } from './table-preview.tsx';
import { ConfusionPreview, CurvePreview, HistogramPreview } from './evaluation-preview.tsx';
import { FigurePreview, MarkdownPreview } from './figure-preview.tsx';
import { HtmlPreview } from './html-preview.tsx';
import { JsonPreview } from './json-preview.tsx';
import { ImagePreview, PlayerPreview } from './media-preview.tsx';
import { NotebookPreview } from './notebook-preview.tsx';
import { OnnxPreview } from './onnx-preview.tsx';
import { ParquetPreview } from './parquet-preview.tsx';
import { CodePreview } from './text-preview.tsx';

export interface PreviewProps {
  file: ArtifactFile;
  /** The first bytes of it, or all. */
  bytes: ArrayBuffer;
  /** There is more in the file than these bytes. */
  cut: boolean;
  run: RunDetail;
  services: ExperimentsServices;
}

interface PreviewSpec {
  readonly View: React.ComponentType<PreviewProps>;
  /** Bytes that are fetched of it at most. */
  readonly limit: number;
  /** A part of it is of no use. */
  readonly whole?: boolean;
}

const MIB = 1024 ** 2;

const PREVIEWS: Readonly<Record<Exclude<ArtifactKind, 'parquet'>, PreviewSpec>> = {
  audio: { View: PlayerPreview, limit: 64 * MIB, whole: true },
  video: { View: PlayerPreview, limit: 128 * MIB, whole: true },
  image: { View: ImagePreview, limit: 32 * MIB, whole: true },
  code: { View: CodePreview, limit: MIB },
  text: { View: CodePreview, limit: 2 * MIB },
  json: { View: JsonPreview, limit: 4 * MIB },
  markdown: { View: MarkdownPreview, limit: MIB },
  html: { View: HtmlPreview, limit: 16 * MIB, whole: true },
  notebook: { View: NotebookPreview, limit: 32 * MIB, whole: true },
  onnx: { View: OnnxPreview, limit: 8 * MIB },
  delimited: { View: DelimitedPreview, limit: 4 * MIB },
  rows: { View: RowsPreview, limit: 16 * MIB, whole: true },
  figure: { View: FigurePreview, limit: 16 * MIB, whole: true },
  histogram: { View: HistogramPreview, limit: 4 * MIB, whole: true },
  'confusion-matrix': { View: ConfusionPreview, limit: 8 * MIB, whole: true },
  'roc-curve': { View: CurvePreview, limit: 16 * MIB, whole: true },
  'pr-curve': { View: CurvePreview, limit: 16 * MIB, whole: true }
};

export interface ContentProps {
  file: ArtifactFile;
  run: RunDetail;
  services: ExperimentsServices;
}

/** What is in a file, as fits its kind. */
export function Content(props: ContentProps) {
  const trans = useTrans();
  const kind = kindOf(props.file.artifact);
  const { size } = props.file.artifact;
  if (size === 0) {
    return <EmptyState icon={icons.file} text={trans.__('The file is empty.')} />;
  }
  if (kind === 'parquet') {
    return <ParquetPreview file={props.file} />;
  }
  if (kind === null) {
    return (
      <EmptyState
        icon={icons.file}
        text={trans.__('There is no preview for files of this kind. Download it to look into it.')}
      />
    );
  }
  const spec = PREVIEWS[kind];
  if (spec.whole && size > spec.limit) {
    return (
      <EmptyState
        icon={icons.file}
        text={trans.__(
          'The file has %1; up to %2 are shown here. Download it to look into it.',
          formatBytes(size),
          formatBytes(spec.limit)
        )}
      />
    );
  }
  return <Fetched {...props} spec={spec} />;
}

function Fetched({ spec, ...props }: ContentProps & { spec: PreviewSpec }) {
  const trans = useTrans();
  const { bytes, cut, error, retry } = useContent(props.file, spec.limit);
  if (error !== null) {
    return <ErrorState error={error} onRetry={retry} />;
  }
  if (!bytes) {
    return <LoadingState rows={4} />;
  }
  return (
    <PreviewBoundary trans={{ failed: trans.__('The content cannot be shown') }}>
      {cut && (
        <p className="atl-Experiments-note" role="note">
          {trans.__(
            'The first %1 of %2.',
            formatBytes(spec.limit),
            formatBytes(props.file.artifact.size)
          )}
        </p>
      )}
      <spec.View {...props} bytes={bytes} cut={cut} />
    </PreviewBoundary>
  );
}

/** What a file claims to be and is not must not take the page down. */
class PreviewBoundary extends React.Component<
  { trans: { failed: string }; children: React.ReactNode },
  { error: unknown }
> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error === null ? (
      this.props.children
    ) : (
      <ErrorState error={new Error(`${this.props.trans.failed}: ${String(error)}`)} />
    );
  }
}
