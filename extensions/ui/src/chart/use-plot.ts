import * as React from 'react';
import type { Plot, PlotCallbacks, PlotSettings } from './plot.ts';

/** Keeps a drawing in an element: imported when first needed, redrawn with new values, in a new size and in a new theme. */
export function usePlot(
  node: React.RefObject<HTMLDivElement>,
  settings: PlotSettings,
  callbacks: PlotCallbacks
): React.RefObject<Plot> {
  const plot = React.useRef<Plot | null>(null);
  const latest = React.useRef({ settings, callbacks });
  latest.current = { settings, callbacks };

  React.useEffect(() => {
    const element = node.current;
    // where nothing can be drawn the table still says everything
    if (!element || typeof Path2D === 'undefined') {
      return;
    }
    let ended = false;
    let size = { width: 0, height: 0 };
    // JupyterLab hides itself for a moment when its theme changes: what is hidden keeps its size
    const fit = () => {
      if (element.clientWidth > 0) {
        size = { width: element.clientWidth, height: element.clientHeight };
      }
      plot.current?.resize(size.width, size.height);
    };
    let resizes: ResizeObserver | undefined;
    const themes = new MutationObserver(() => build?.());
    let build: (() => void) | undefined;
    void import('./plot.ts').then(({ createPlot }) => {
      if (ended) {
        return;
      }
      build = () => {
        plot.current?.destroy();
        plot.current = createPlot(element, latest.current.settings, {
          onCursor: at => latest.current.callbacks.onCursor(at),
          onZoom: zoomed => latest.current.callbacks.onZoom(zoomed)
        });
        fit();
      };
      build();
      resizes = new ResizeObserver(fit);
      resizes.observe(element);
      themes.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
    });
    return () => {
      ended = true;
      resizes?.disconnect();
      themes.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [node]);

  const { series, hidden, xKind, logX, logY, smoothing } = settings;
  React.useEffect(() => {
    plot.current?.draw({ series, hidden, xKind, logX, logY, smoothing });
  }, [series, hidden, xKind, logX, logY, smoothing]);
  return plot;
}
