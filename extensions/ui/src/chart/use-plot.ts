import * as React from 'react';
import type { ChartLink } from './chart-link.ts';
import type { Plot, PlotCallbacks, PlotSettings } from './plot.ts';
import type { ChartPoint } from './series.ts';

export interface UsePlotCallbacks extends PlotCallbacks {
  readonly onPoint?: (point: ChartPoint) => void;
}

/** Keeps a drawing in an element: imported when first needed, redrawn with new values, in a new size and in a new theme. */
export function usePlot(
  plot: React.MutableRefObject<Plot | null>,
  node: React.RefObject<HTMLDivElement>,
  settings: PlotSettings,
  link: ChartLink,
  callbacks: UsePlotCallbacks
): void {
  const latest = React.useRef({ settings, callbacks });
  latest.current = { settings, callbacks };

  React.useEffect(() => {
    const element = node.current;
    // where nothing can be drawn the table still says everything
    if (!element || typeof Path2D === 'undefined') {
      return;
    }
    let ended = false;
    let stop: (() => void) | undefined;
    void Promise.all([import('./plot.ts'), import('./plot-pointer.ts')]).then(
      ([{ Plot }, { followPointer }]) => {
        if (ended) {
          return;
        }
        const made = new Plot(element, latest.current.settings, link, {
          onCursor: at => latest.current.callbacks.onCursor(at),
          onZoom: zoomed => latest.current.callbacks.onZoom(zoomed)
        });
        plot.current = made;
        // JupyterLab hides itself for a moment when its theme changes: what is hidden keeps its size
        const fit = () =>
          element.clientWidth > 0 && made.resize(element.clientWidth, element.clientHeight);
        const resizes = new ResizeObserver(fit);
        const themes = new MutationObserver(() => made.restyle());
        const release = followPointer(
          element,
          () => plot.current,
          (x, top) => {
            const point = made.pointNear(x, top);
            if (point) {
              latest.current.callbacks.onPoint?.(point);
            }
          }
        );
        fit();
        latest.current.callbacks.onZoom(made.zoomed);
        resizes.observe(element);
        themes.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
        stop = () => {
          resizes.disconnect();
          themes.disconnect();
          release();
          made.destroy();
        };
      }
    );
    return () => {
      ended = true;
      stop?.();
      plot.current = null;
    };
  }, [plot, node, link]);

  React.useEffect(() => {
    plot.current?.draw(latest.current.settings);
  }, [
    plot,
    settings.series,
    settings.hidden,
    settings.xKind,
    settings.logX,
    settings.logY,
    settings.clip,
    settings.goal,
    settings.events,
    settings.yLabel,
    settings.smoothing.kind,
    settings.smoothing.weight
  ]);
}
