import { visiblePart } from './chart-ranges.ts';
import { lineWidthFor, showsPoints } from './chart-scene.ts';
import type { Scene, SceneLine } from './chart-scene.ts';
import type { ChartRange } from './series.ts';
import { seriesDash } from './series.ts';
import { traceBand, traceLine } from './tracing.ts';
import type { Projection } from './tracing.ts';

/** Where the drawing is, in pixels of the device. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Ink {
  /** Of a series' slot. */
  colour(slot: number): string;
  readonly text: string;
  readonly quiet: string;
  readonly ground: string;
  readonly font: string;
}

/** From a scene's values to the pixels of a box. */
export function projectionOf({ x, y, settings }: Scene, box: Box): Projection {
  const axis = ([from, to]: ChartRange, log: boolean, start: number, length: number) => {
    const a = log ? Math.log10(from) : from;
    const factor = length / ((log ? Math.log10(to) : to) - a || 1);
    return log
      ? (value: number) => start + (Math.log10(value) - a) * factor
      : (value: number) => start + (value - a) * factor;
  };
  return {
    x: axis(x, settings.logX, box.left, box.width),
    y: axis(y, settings.logY, box.top + box.height, -box.height)
  };
}

/** The points that are in sight, and one on either side, so that lines run out of the picture. */
export function drawnPart(line: SceneLine, x: ChartRange): [number, number] {
  const [from, to] = visiblePart(line, x);
  return [Math.max(0, from - 1), Math.min(line.x.length, to + 1)];
}

/** Bands, lines, what has no place on the axis, events and the best point. */
export function paintScene(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  box: Box,
  ink: Ink,
  ratio: number
): void {
  const project = projectionOf(scene, box);
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  for (const line of scene.lines) {
    paintBand(ctx, line, scene, project, ink);
  }
  const behind = scene.lines.filter(({ series }) => series.faint);
  const front = scene.lines.filter(({ series }) => !series.faint);
  for (const line of [...behind, ...front]) {
    paintLine(ctx, line, scene, project, box, ink, ratio);
  }
  for (const line of scene.lines) {
    paintOdd(ctx, line, project, box, ink, ratio);
  }
  paintEvents(ctx, scene, project, box, ink, ratio);
  paintBest(ctx, scene, project, ink, ratio);
  ctx.restore();
}

function paintBand(
  ctx: CanvasRenderingContext2D,
  line: SceneLine,
  { x }: Scene,
  project: Projection,
  ink: Ink
): void {
  if (line.low && line.high) {
    ctx.beginPath();
    traceBand(ctx, line.x, line.low, line.high, drawnPart(line, x), project);
    ctx.globalAlpha = 0.18;
    ctx.fillStyle = ink.colour(line.slot);
    ctx.fill();
    ctx.globalAlpha = 1;
  }
}

function paintLine(
  ctx: CanvasRenderingContext2D,
  line: SceneLine,
  scene: Scene,
  project: Projection,
  box: Box,
  ink: Ink,
  ratio: number
): void {
  const { lines, x } = scene;
  const part = drawnPart(line, x);
  const width = lineWidthFor(lines.length) * ratio;
  const stroke = (values: Float64Array, alpha: number, thickness: number) => {
    ctx.beginPath();
    traceLine(ctx, line.x, values, part, project);
    ctx.globalAlpha = alpha;
    ctx.lineWidth = thickness;
    ctx.stroke();
  };
  ctx.strokeStyle = ink.colour(line.slot);
  ctx.setLineDash(
    line.series.faint || lines.length > 40
      ? []
      : seriesDash(line.slot).map(length => length * ratio)
  );
  const alpha = line.series.faint ? 0.3 : 1;
  if (line.trend) {
    stroke(line.y, alpha * (lines.length > 30 ? 0.12 : 0.28), ratio);
    stroke(line.trend, alpha, width);
  } else {
    stroke(line.y, alpha, line.series.faint ? ratio : width);
  }
  ctx.setLineDash([]);
  if (showsPoints(lines.length, part[1] - part[0], box.width / ratio)) {
    ctx.fillStyle = ink.colour(line.slot);
    for (let index = part[0]; index < part[1]; index++) {
      if (!Number.isNaN(line.y[index])) {
        dot(ctx, project.x(line.x[index]), project.y(line.y[index]), 2.75 * ratio);
        ctx.fill();
      }
    }
  }
  ctx.globalAlpha = 1;
}

function dot(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
}

/** NaN as a cross at the lower edge, the infinities as triangles at theirs. */
function paintOdd(
  ctx: CanvasRenderingContext2D,
  line: SceneLine,
  project: Projection,
  box: Box,
  ink: Ink,
  ratio: number
): void {
  const size = 4 * ratio;
  const bottom = box.top + box.height - size - ratio;
  ctx.fillStyle = ctx.strokeStyle = ink.colour(line.slot);
  ctx.lineWidth = 1.5 * ratio;
  let column = NaN;
  for (const { x, value } of line.odd) {
    const px = Math.round(project.x(x));
    if (px === column) {
      continue;
    }
    column = px;
    ctx.beginPath();
    if (Number.isNaN(value)) {
      ctx.moveTo(px - size, bottom - size);
      ctx.lineTo(px + size, bottom + size);
      ctx.moveTo(px - size, bottom + size);
      ctx.lineTo(px + size, bottom - size);
      ctx.stroke();
    } else {
      const up = value > 0;
      const tip = up ? box.top + ratio : box.top + box.height - ratio;
      const foot = tip + (up ? 2 : -2) * size;
      ctx.moveTo(px, tip);
      ctx.lineTo(px - size, foot);
      ctx.lineTo(px + size, foot);
      ctx.fill();
    }
  }
}

function paintEvents(
  ctx: CanvasRenderingContext2D,
  { settings }: Scene,
  project: Projection,
  box: Box,
  ink: Ink,
  ratio: number
): void {
  ctx.font = ink.font;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.strokeStyle = ctx.fillStyle = ink.quiet;
  ctx.lineWidth = ratio;
  let free = -Infinity;
  for (const { x, label } of settings.events) {
    const px = Math.round(project.x(x)) + 0.5;
    if (!(px >= box.left && px <= box.left + box.width)) {
      continue;
    }
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(px, box.top);
    ctx.lineTo(px, box.top + box.height);
    ctx.stroke();
    const start = px + 4 * ratio;
    if (start > free) {
      ctx.fillText(label, start, box.top + 2 * ratio);
      free = start + ctx.measureText(label).width + 8 * ratio;
    }
  }
  ctx.setLineDash([]);
}

function paintBest(
  ctx: CanvasRenderingContext2D,
  { best }: Scene,
  project: Projection,
  ink: Ink,
  ratio: number
): void {
  if (best) {
    dot(ctx, project.x(best.x), project.y(best.y), 4.5 * ratio);
    ctx.fillStyle = ink.ground;
    ctx.fill();
    ctx.lineWidth = 2 * ratio;
    ctx.strokeStyle = ink.colour(best.line.slot);
    ctx.stroke();
  }
}
