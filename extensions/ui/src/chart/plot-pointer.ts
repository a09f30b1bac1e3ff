import type { Plot } from './plot.ts';
import type { ChartRange } from './series.ts';

/** How much one notch of the wheel, or one press of a key, zooms. */
export const ZOOM_STEP = 1.35;
/** Milliseconds in which a second click makes a double click. */
const DOUBLE_CLICK = 250;

/** The range seen through a factor around a value; on a logarithmic axis by ratio. */
export function zoomedRange(
  [from, to]: ChartRange,
  centre: number,
  factor: number,
  log: boolean
): ChartRange {
  const [a, b, c] = log ? [from, to, centre].map(Math.log10) : [from, to, centre];
  const range = [c - (c - a) * factor, c + (b - c) * factor];
  const [low, high] = log ? range.map(exponent => 10 ** exponent) : range;
  return [low, high];
}

/** The range moved by a share of its length. */
export function movedRange([from, to]: ChartRange, share: number, log: boolean): ChartRange {
  if (log) {
    const factor = (to / from) ** share;
    return [from * factor, to * factor];
  }
  const distance = (to - from) * share;
  return [from + distance, to + distance];
}

/**
 * The pointer's further ways: the wheel with Ctrl, Cmd or Alt zooms, Shift and wheel moves, a
 * double click shows everything, a click tells which point it was at.
 */
export function followPointer(
  node: HTMLElement,
  plot: () => Plot | null,
  onClick: (x: number, top: number) => void
): () => void {
  const placeOf = (event: MouseEvent, of: Plot) => {
    const { left, top } = of.chart.over.getBoundingClientRect();
    return { x: of.chart.posToVal(event.clientX - left, 'x'), top: event.clientY - top };
  };
  const wheel = (event: WheelEvent) => {
    const shown = plot();
    const zooms = event.ctrlKey || event.metaKey || event.altKey;
    if (!shown || (!zooms && !event.shiftKey)) {
      return;
    }
    event.preventDefault();
    const { x: range, settings } = shown.scene;
    const by = event.deltaY || event.deltaX;
    shown.zoom(
      zooms
        ? zoomedRange(
            range,
            placeOf(event, shown).x,
            by > 0 ? ZOOM_STEP : 1 / ZOOM_STEP,
            settings.logX
          )
        : movedRange(range, Math.sign(by) * 0.1, settings.logX)
    );
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const doubleClick = () => {
    clearTimeout(timer);
    plot()?.zoom(null, null);
  };
  const click = (event: MouseEvent) => {
    const shown = plot();
    clearTimeout(timer);
    if (shown && event.detail === 1 && shown.chart.over.contains(event.target as Node)) {
      const { x, top } = placeOf(event, shown);
      // it may become a double click
      timer = setTimeout(() => onClick(x, top), DOUBLE_CLICK);
    }
  };
  // a passive listener could not keep the page from scrolling
  node.addEventListener('wheel', wheel, { passive: false });
  node.addEventListener('dblclick', doubleClick);
  node.addEventListener('click', click);
  return () => {
    clearTimeout(timer);
    node.removeEventListener('wheel', wheel);
    node.removeEventListener('dblclick', doubleClick);
    node.removeEventListener('click', click);
  };
}
