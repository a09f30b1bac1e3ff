/** What a line is drawn with: a canvas path, or the text of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** From values to pixels. */
export interface Projection {
  x(value: number): number;
  y(value: number): number;
}

/** Long enough for a round cap to make it a dot. */
const DOT = 0.01;

/**
 * Draws points [from, to) as a line. Where several fall into one column of pixels only the first,
 * lowest, highest and last of them are drawn: it looks the same, and a million points are few.
 */
export function traceLine(
  pen: Pen,
  x: Float64Array,
  y: Float64Array,
  [from, to]: readonly [number, number],
  project: Projection
): void {
  let column = NaN;
  let first = 0;
  let last = 0;
  let low = 0;
  let high = 0;
  let count = 0;
  let down = false;
  const endColumn = () => {
    if (Number.isNaN(column)) {
      return;
    }
    if (!down) {
      pen.moveTo(column, first);
    } else {
      pen.lineTo(column, first);
    }
    if (count > 1) {
      pen.lineTo(column, low);
      pen.lineTo(column, high);
      pen.lineTo(column, last);
    }
    down = true;
  };
  const dense = to - from > 2 * Math.abs(project.x(x[to - 1]) - project.x(x[from]));
  let stretch = 0;
  for (let index = from; index < to; index++) {
    if (Number.isNaN(y[index])) {
      endColumn();
      dotIfAlone(pen, stretch, column, last);
      column = NaN;
      down = false;
      stretch = 0;
      continue;
    }
    stretch += 1;
    const px = dense ? Math.round(project.x(x[index])) : project.x(x[index]);
    const py = project.y(y[index]);
    if (px !== column) {
      endColumn();
      column = px;
      first = low = high = py;
      count = 0;
    }
    count += 1;
    last = py;
    low = py < low ? py : low;
    high = py > high ? py : high;
  }
  endColumn();
  dotIfAlone(pen, stretch, column, last);
}

function dotIfAlone(pen: Pen, stretch: number, x: number, y: number): void {
  if (stretch === 1) {
    pen.lineTo(x + DOT, y);
  }
}

/** Draws the outlines of a band, one closed shape a stretch without gaps. */
export function traceBand(
  pen: Pen,
  x: Float64Array,
  low: Float64Array,
  high: Float64Array,
  [from, to]: readonly [number, number],
  project: Projection
): void {
  let start = from;
  const close = (end: number) => {
    if (end - start > 1) {
      pen.moveTo(project.x(x[start]), project.y(high[start]));
      for (let index = start + 1; index < end; index++) {
        pen.lineTo(project.x(x[index]), project.y(high[index]));
      }
      for (let index = end - 1; index >= start; index--) {
        pen.lineTo(project.x(x[index]), project.y(low[index]));
      }
    }
  };
  for (let index = from; index < to; index++) {
    if (Number.isNaN(low[index]) || Number.isNaN(high[index])) {
      close(index);
      start = index + 1;
    }
  }
  close(to);
}
