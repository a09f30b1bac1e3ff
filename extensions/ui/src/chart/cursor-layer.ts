import type UPlot from 'uplot';
import { formatNumber } from '../format.ts';
import type { Reading } from './chart-reading.ts';
import type { Scene } from './chart-scene.ts';
import { drawnPart, projectionOf } from './painter.ts';
import type { Ink } from './painter.ts';
import { traceLine } from './tracing.ts';

/** What follows the pointer, on a sheet of its own: the lines below need not be drawn again. */
export class CursorLayer {
  readonly #chart: UPlot;
  readonly #canvas = document.createElement('canvas');

  constructor(chart: UPlot) {
    this.#chart = chart;
    this.#canvas.className = 'atl-LineChart-cursor';
    this.#canvas.setAttribute('aria-hidden', 'true');
    chart.over.append(this.#canvas);
  }

  /** Shows where the reading was taken; null clears. */
  show(scene: Scene, ink: Ink, reading: Reading | null, { labelled = false } = {}): void {
    const { clientWidth, clientHeight } = this.#chart.over;
    const ratio = devicePixelRatio || 1;
    this.#canvas.width = Math.round(clientWidth * ratio);
    this.#canvas.height = Math.round(clientHeight * ratio);
    const ctx = this.#canvas.getContext('2d');
    if (!ctx || !reading) {
      return;
    }
    const box = { left: 0, top: 0, width: this.#canvas.width, height: this.#canvas.height };
    const project = projectionOf(scene, box);
    const left = Math.round(project.x(reading.x)) + 0.5;
    ctx.strokeStyle = ink.quiet;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(left, 0);
    ctx.lineTo(left, box.height);
    ctx.stroke();
    const { focused } = reading;
    if (focused && scene.lines.length > 1) {
      const { line } = focused;
      ctx.strokeStyle = ink.colour(line.slot);
      ctx.lineWidth = 3 * ratio;
      ctx.lineJoin = 'round';
      ctx.beginPath();
      traceLine(ctx, line.x, line.trend ?? line.y, drawnPart(line, scene.x), project);
      ctx.stroke();
    }
    for (const { line, x, y, trend } of reading.values) {
      const shown = trend ?? y;
      if (!Number.isNaN(shown)) {
        ctx.beginPath();
        ctx.arc(project.x(x), project.y(shown), 3.5 * ratio, 0, 2 * Math.PI);
        ctx.fillStyle = ink.colour(line.slot);
        ctx.fill();
        ctx.lineWidth = 1.5 * ratio;
        ctx.strokeStyle = ink.ground;
        ctx.stroke();
      }
    }
    if (labelled && reading.values.length === 1) {
      this.#label(ctx, reading, left, ink, ratio);
    }
  }

  /** A single line's value stands beside its point, so that linked charts need no tooltip. */
  #label(
    ctx: CanvasRenderingContext2D,
    { values: [{ trend, y, value }] }: Reading,
    left: number,
    ink: Ink,
    ratio: number
  ): void {
    const text = formatNumber(Number.isNaN(y) ? value : (trend ?? y));
    ctx.font = ink.font;
    ctx.textBaseline = 'bottom';
    const width = ctx.measureText(text).width;
    const after = left + 8 * ratio;
    const start = after + width > this.#canvas.width ? left - 8 * ratio - width : after;
    ctx.lineWidth = 3 * ratio;
    ctx.strokeStyle = ink.ground;
    ctx.fillStyle = ink.text;
    ctx.strokeText(text, start, this.#canvas.height - 4 * ratio);
    ctx.fillText(text, start, this.#canvas.height - 4 * ratio);
  }
}
