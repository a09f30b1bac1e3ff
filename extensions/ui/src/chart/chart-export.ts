import { lineWidthFor } from './chart-scene.ts';
import type { Scene, SceneLine } from './chart-scene.ts';
import { drawnPart, projectionOf } from './painter.ts';
import type { Box, Ink } from './painter.ts';
import { seriesDash } from './series.ts';
import { traceBand, traceLine } from './tracing.ts';
import type { Pen, Projection } from './tracing.ts';

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface ExportFrame {
  readonly title: string;
  readonly xLabel: string;
  readonly width: number;
  readonly height: number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly ink: Ink;
  readonly family: string;
}

const LEGEND_ROW = 18;
const MOST_NAMED = 40;

const escaped = (text: string) => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
const round = (value: number) => Number(value.toFixed(2));

/** The text of an SVG path. */
class PathText implements Pen {
  text = '';
  moveTo(x: number, y: number): void {
    this.text += `M${round(x)} ${round(y)}`;
  }
  lineTo(x: number, y: number): void {
    this.text += `L${round(x)} ${round(y)}`;
  }
}

/** The chart as it is seen, as a picture that stands alone: title, axes, lines and their names. */
export function sceneToSvg(scene: Scene, frame: ExportFrame): string {
  const { width, height, ink, title } = frame;
  const named = scene.lines.slice(0, MOST_NAMED);
  const columns = Math.max(1, Math.floor(width / 220));
  const legend = Math.ceil(named.length / columns) * LEGEND_ROW;
  const box = { left: 64, top: 36, width: width - 80, height: height - 36 - 48 };
  const project = projectionOf(scene, box);
  const total = height + legend + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="${escaped(frame.family)}" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${ink.ground}"/>`,
    `<text x="16" y="22" font-size="14" font-weight="600" fill="${ink.text}">${escaped(title)}</text>`,
    axes(frame, box, project),
    `<clipPath id="box"><rect x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}"/></clipPath>`,
    '<g clip-path="url(#box)" fill="none" stroke-linejoin="round" stroke-linecap="round">',
    ...scene.lines.map(line => bandText(line, scene, project, ink)),
    ...scene.lines.map(line => lineText(line, scene, project, ink)),
    bestText(scene, project, ink),
    '</g>',
    ...named.map((line, index) => {
      const x = 16 + (index % columns) * 220;
      const y = height + Math.floor(index / columns) * LEGEND_ROW;
      return `<path d="M${x} ${y}h16" stroke="${ink.colour(line.slot)}" stroke-width="2"/><text x="${x + 22}" y="${y + 4}" fill="${ink.text}">${escaped(line.series.label)}</text>`;
    }),
    '</svg>'
  ].join('\n');
}

function axes({ xTicks, yTicks, xLabel, ink }: ExportFrame, box: Box, project: Projection): string {
  const bottom = box.top + box.height;
  const right = box.left + box.width;
  const grid = `stroke="${ink.quiet}" stroke-opacity="0.25"`;
  return [
    ...xTicks.map(({ at, text }) => {
      const x = round(project.x(at));
      return `<path d="M${x} ${box.top}V${bottom}" ${grid}/><text x="${x}" y="${bottom + 16}" text-anchor="middle" fill="${ink.quiet}">${escaped(text)}</text>`;
    }),
    ...yTicks.map(({ at, text }) => {
      const y = round(project.y(at));
      return `<path d="M${box.left} ${y}H${right}" ${grid}/><text x="${box.left - 6}" y="${y + 4}" text-anchor="end" fill="${ink.quiet}">${escaped(text)}</text>`;
    }),
    `<text x="${box.left + box.width / 2}" y="${bottom + 34}" text-anchor="middle" fill="${ink.quiet}">${escaped(xLabel)}</text>`
  ].join('\n');
}

function bandText(line: SceneLine, scene: Scene, project: Projection, ink: Ink): string {
  if (!line.low || !line.high) {
    return '';
  }
  const path = new PathText();
  traceBand(path, line.x, line.low, line.high, drawnPart(line, scene.x), project);
  return `<path d="${path.text}" fill="${ink.colour(line.slot)}" fill-opacity="0.18"/>`;
}

function lineText(line: SceneLine, scene: Scene, project: Projection, ink: Ink): string {
  const part = drawnPart(line, scene.x);
  const path = (values: Float64Array, opacity: number, width: number) => {
    const pen = new PathText();
    traceLine(pen, line.x, values, part, project);
    const dash = scene.lines.length > 40 ? '' : seriesDash(line.slot).join(' ');
    return `<path d="${pen.text}" stroke="${ink.colour(line.slot)}" stroke-opacity="${opacity}" stroke-width="${width}"${dash && ` stroke-dasharray="${dash}"`}/>`;
  };
  const alpha = line.series.faint ? 0.3 : 1;
  const width = lineWidthFor(scene.lines.length);
  return line.trend
    ? path(line.y, 0.28 * alpha, 1) + path(line.trend, alpha, width)
    : path(line.y, alpha, width);
}

function bestText({ best }: Scene, project: Projection, ink: Ink): string {
  return best
    ? `<circle cx="${round(project.x(best.x))}" cy="${round(project.y(best.y))}" r="4.5" fill="${ink.ground}" stroke="${ink.colour(best.line.slot)}" stroke-width="2"/>`
    : '';
}

/** Every point of the lines: a row a point, with the smoothed value where there is one. */
export function linesToCsv(lines: readonly SceneLine[], xName: string): string {
  const smooth = lines.some(({ trend }) => trend);
  const band = lines.some(({ low }) => low);
  const head = ['line', xName, 'value'];
  const rows = lines.flatMap(({ series, indices, x, trend, low, high }) =>
    Array.from(x, (at, position) =>
      [
        quoted(series.label),
        at,
        series.y[indices ? indices[position] : position] ?? '',
        ...(smooth ? [orNothing(trend?.[position])] : []),
        ...(band ? [orNothing(low?.[position]), orNothing(high?.[position])] : [])
      ].join(',')
    )
  );
  const all = [...head, ...(smooth ? ['smoothed'] : []), ...(band ? ['low', 'high'] : [])];
  return [all.map(quoted).join(','), ...rows, ''].join('\r\n');
}

const orNothing = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? '' : value;
const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
