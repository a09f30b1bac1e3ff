import * as React from 'react';
import { pointOf } from './chart-reading.ts';
import type { ReadValue } from './chart-reading.ts';
import type { Plot } from './plot.ts';
import { movedRange, zoomedRange, ZOOM_STEP } from './plot-pointer.ts';
import type { ChartPoint } from './series.ts';

/**
 * A chart by keyboard: left and right move along a line, up and down go to the next line, Home and
 * End to its ends; + and − zoom around the cursor, with Shift left and right move what is seen;
 * Escape shows everything; Enter chooses the point.
 */
export function useChartKeyboard(
  plot: React.RefObject<Plot>,
  onPoint: ((point: ChartPoint) => void) | undefined
) {
  const at = React.useRef<ReadValue | null>(null);
  return (event: React.KeyboardEvent) => {
    const shown = plot.current;
    if (shown && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (act(shown, event, at, onPoint)) {
        event.preventDefault();
        event.stopPropagation();
      }
    }
  };
}

function act(
  plot: Plot,
  event: React.KeyboardEvent,
  at: React.MutableRefObject<ReadValue | null>,
  onPoint: ((point: ChartPoint) => void) | undefined
): boolean {
  const { x: range, settings, lines } = plot.scene;
  const current = lines.find(line => line.series.key === at.current?.line.series.key) ?? lines[0];
  if (!current || current.x.length === 0) {
    return false;
  }
  const last = current.x.length - 1;
  const index = at.current ? Math.min(at.current.index, last) : -1;
  const centre = at.current?.x ?? (range[0] + range[1]) / 2;
  const goTo = (target: number, line = current) => {
    const next = Math.max(0, Math.min(line.x.length - 1, target));
    const value = line.trend ? line.trend[next] : line.y[next];
    const top = Number.isNaN(value) ? null : plot.chart.valToPos(value, 'y');
    const reading = plot.read(line.x[next], top);
    at.current = reading.values.find(one => one.line === line) ?? reading.focused;
    plot.pointAt(line.x[next], top);
  };
  const neighbour = (step: number) => {
    const { values } = plot.read(centre);
    const place = values.findIndex(one => one.line.series.key === current.series.key);
    const next = values[Math.max(0, Math.min(values.length - 1, place + step))];
    if (next) {
      goTo(next.index, next.line);
    }
  };
  switch (event.key) {
    case 'ArrowRight':
    case 'ArrowLeft': {
      const step = event.key === 'ArrowRight' ? 1 : -1;
      if (event.shiftKey) {
        plot.zoom(movedRange(range, step * 0.1, settings.logX));
      } else {
        goTo(index < 0 ? (step > 0 ? 0 : last) : index + step);
      }
      return true;
    }
    case 'ArrowUp':
    case 'ArrowDown':
      neighbour(event.key === 'ArrowUp' ? -1 : 1);
      return true;
    case 'Home':
    case 'End':
      goTo(event.key === 'Home' ? 0 : last);
      return true;
    case '+':
    case '=':
    case '-':
      plot.zoom(
        zoomedRange(range, centre, event.key === '-' ? ZOOM_STEP : 1 / ZOOM_STEP, settings.logX)
      );
      return true;
    case 'Escape':
      if (!plot.zoomed) {
        return false;
      }
      plot.zoom(null, null);
      return true;
    case 'Enter':
      if (at.current && onPoint) {
        onPoint(pointOf(at.current));
        return true;
      }
      return false;
    default:
      return false;
  }
}
