import type { Client } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import { LoadingState, reactWidget } from '@atelier-ml/ui';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';
import * as React from 'react';
import type { ComparisonModel, ComparisonState } from '../comparison-model.ts';
import type { CanonicalForm } from '../code/canonical-code.ts';
import { COMPARISON_MEDIA_TYPE, comparisonReferenceOf } from './comparison-output.ts';

export interface ComparisonRendererOptions {
  readonly api: Client;
  readonly events: IEventStream;
  readonly trans: TranslationBundle;
  readonly codeForm?: CanonicalForm;
  openRun(run: string, workspace: string): void;
  openComparison(state: ComparisonState, workspace: string): void;
}

/** Before the renderers of HTML and text, which the same output carries for other readers. */
const RANK = 0;

/** Renders comparisons in cell outputs; its code is imported by the first of them. */
export function createComparisonRendererFactory(
  options: ComparisonRendererOptions
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [COMPARISON_MEDIA_TYPE],
    defaultRank: RANK,
    createRenderer: () => new ComparisonRenderer(options)
  };
}

class ComparisonRenderer extends Panel implements IRenderMime.IRenderer {
  readonly #options: ComparisonRendererOptions;
  #shown = '';
  #model: ComparisonModel | null = null;

  constructor(options: ComparisonRendererOptions) {
    super();
    this.#options = options;
    this.addClass('atl-ComparisonOutput');
  }

  async renderModel(mime: IRenderMime.IMimeModel): Promise<void> {
    const { trans } = this.#options;
    const data = mime.data[COMPARISON_MEDIA_TYPE];
    const shown = JSON.stringify(data);
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    this.#clear();
    const reference = comparisonReferenceOf(data);
    if (!reference) {
      this.node.textContent = trans.__('This output names no runs to compare.');
      return;
    }
    this.addWidget(reactWidget(() => <LoadingState rows={3} />, { trans }));
    const { createComparisonCard } = await import('./comparison-card.tsx');
    if (this.isDisposed || shown !== this.#shown) {
      return;
    }
    this.#clear();
    const { model, widget } = createComparisonCard(reference, this.#options);
    this.#model = model;
    this.addWidget(widget);
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.#clear();
      super.dispose();
    }
  }

  #clear(): void {
    for (const widget of [...this.widgets]) {
      widget.dispose();
    }
    this.node.textContent = '';
    this.#model?.dispose();
    this.#model = null;
  }
}
