import { SandboxedPage, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { textOf } from '../artifact-content.ts';
import type { PreviewProps } from './content.tsx';

/** A page that can do nothing to the studio. */
export function HtmlPreview({ bytes, cut, file }: PreviewProps) {
  const trans = useTrans();
  const html = React.useMemo(() => textOf(bytes, cut), [bytes, cut]);
  return <SandboxedPage html={html} title={trans.__('Content of %1', file.artifact.path)} />;
}
