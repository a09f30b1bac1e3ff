import type { RunDetail } from '@atelier-ml/api';
import { reactWidget } from '@atelier-ml/ui';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';
import * as React from 'react';
import type { RunFeed } from '../live/index.ts';
import { RunCardModel } from './run-card-model.ts';
import { RunCard } from './run-card.tsx';
import { RUN_MEDIA_TYPE, runReferenceOf, staticOutputOf } from './run-output.ts';

export interface RunRendererOptions {
  readonly feed: RunFeed;
  readonly trans: TranslationBundle;
  openRun(run: RunDetail): void;
  /** Shows the charts in a tab beside the notebook. */
  dockRun(run: RunDetail): void;
}

/** Before the renderers of HTML and text, which the same output carries for other readers. */
const RANK = 0;

/** Renders a run in cell outputs. All outputs share one event stream and, run by run, their requests. */
export function createRunRendererFactory(
  options: RunRendererOptions
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [RUN_MEDIA_TYPE],
    defaultRank: RANK,
    createRenderer: ({ sanitizer }) => new RunRenderer(options, sanitizer)
  };
}

class RunRenderer extends Panel implements IRenderMime.IRenderer {
  readonly #options: RunRendererOptions;
  readonly #sanitizer: IRenderMime.ISanitizer;
  #model: RunCardModel | null = null;

  constructor(options: RunRendererOptions, sanitizer: IRenderMime.ISanitizer) {
    super();
    this.#options = options;
    this.#sanitizer = sanitizer;
    this.addClass('atl-RunOutput');
  }

  async renderModel(mime: IRenderMime.IMimeModel): Promise<void> {
    const { dockRun, feed, openRun, trans } = this.#options;
    const reference = runReferenceOf(mime.data[RUN_MEDIA_TYPE]);
    const fallback = staticOutputOf(mime.data, this.#sanitizer);
    if (reference && this.#model?.run.id === reference.run) {
      this.#model.setFallback(fallback);
      return;
    }
    this.#clear();
    if (!reference) {
      this.node.textContent = fallback.text ?? trans.__('This output names no run.');
      return;
    }
    const model = new RunCardModel(feed.open(reference.workspace, reference.run), fallback);
    this.#model = model;
    this.addWidget(
      reactWidget(() => <RunCard model={model} onOpen={openRun} onDock={dockRun} />, { trans })
    );
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
