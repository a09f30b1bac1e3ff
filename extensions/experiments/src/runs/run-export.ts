import type { MetricSeries, RunDetail } from '@atelier-ml/api';

export type ExportFormat = 'json' | 'csv';

export interface ExportedFile {
  readonly filename: string;
  readonly mediaType: string;
  readonly text: string;
}

/** A run as one file: everything as JSON, or the points of its metrics as CSV. */
export function exportedRun(
  run: RunDetail,
  series: readonly MetricSeries[],
  format: ExportFormat
): ExportedFile {
  const stem = run.name.replace(/[^\p{L}\p{N}._-]+/gu, '-') || run.id;
  return format === 'json'
    ? {
        filename: `${stem}.json`,
        mediaType: 'application/json',
        text: JSON.stringify({ run, history: series.map(withSampling) }, null, 2)
      }
    : { filename: `${stem}-metrics.csv`, mediaType: 'text/csv', text: asCsv(series) };
}

const withSampling = (series: MetricSeries) => ({
  ...series,
  sampled: series.count > series.steps.length
});

function asCsv(series: readonly MetricSeries[]): string {
  const rows = series.flatMap(({ key, steps, values, times }) =>
    steps.map((step, index) =>
      [quoted(key), step, values[index], new Date(times[index]).toISOString()].join(',')
    )
  );
  return ['metric,step,value,time', ...rows, ''].join('\r\n');
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Lets the browser save a file that was made here. */
export function saveFile({ filename, mediaType, text }: ExportedFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: mediaType }));
  link.download = filename;
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
}
