import type { Plot } from './plot.ts';
import { inkOf } from './plot.ts';
import { linesToCsv, sceneToSvg } from './chart-export.ts';
import { ticksOf } from './plot-axes.ts';

export type ChartFormat = 'png' | 'svg' | 'csv';

export interface ChartNames {
  readonly title: string;
  readonly xLabel: string;
}

/** Pixels of a saved picture for each of the drawing's. */
const SHARPNESS = 2;

/** Lets the browser save a chart as it is seen, or its points. */
export async function saveChart(plot: Plot, format: ChartFormat, names: ChartNames): Promise<void> {
  const stem = names.title.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'chart';
  const content =
    format === 'csv'
      ? new Blob([linesToCsv(plot.scene.lines, names.xLabel || 'x')], { type: 'text/csv' })
      : await pictureOf(plot, format, names);
  saveBlob(content, `${stem}.${format}`);
}

async function pictureOf(plot: Plot, format: 'png' | 'svg', names: ChartNames): Promise<Blob> {
  const node = plot.chart.root;
  const { clientWidth: width, clientHeight: height } = node;
  const text = sceneToSvg(plot.scene, {
    ...names,
    width: Math.max(480, width),
    height: Math.max(300, height + 40),
    xTicks: ticksOf(plot.chart, 0),
    yTicks: ticksOf(plot.chart, 1),
    ink: inkOf(node),
    family: getComputedStyle(node).fontFamily || 'sans-serif'
  });
  const svg = new Blob([text], { type: 'image/svg+xml' });
  return format === 'svg' ? svg : rasterised(svg);
}

async function rasterised(svg: Blob): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width * SHARPNESS;
    canvas.height = image.height * SHARPNESS;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        blob => (blob ? resolve(blob) : reject(new Error('The picture is too large.'))),
        'image/png'
      )
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

function saveBlob(content: Blob, filename: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = filename;
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
}
