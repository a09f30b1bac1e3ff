import { formatNumber, html, sparkline, tableHtml, tableText } from '../display/index.ts';
import type { TableView } from '../display/index.ts';
import type { MimeBundle } from '../magics/index.ts';
import type { MetricTrack } from './metric-track.ts';

/** MIME type of a run's live view; the experiments panel renders it. */
export const RUN_MEDIA_TYPE = 'application/vnd.atelier.run+json';

export interface RunView {
  run: string;
  workspace: string;
  name: string;
  experiment: string;
  status: 'running' | 'finished' | 'failed' | 'killed';
  error: string | null;
  /** Milliseconds from start to end, or to now. */
  duration: number;
  params: ReadonlyMap<string, string>;
  metrics: ReadonlyMap<string, MetricTrack>;
}

const seconds = (milliseconds: number): string =>
  milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;

function tableOf(view: RunView): TableView {
  const metrics = [...view.metrics].map(([key, track]) => [
    key,
    track.last,
    track.minimum === Infinity ? '' : track.minimum,
    track.maximum === -Infinity ? '' : track.maximum,
    track.count,
    sparkline(track.sample, `${key} over ${track.count} points, last ${formatNumber(track.last)}`)
  ]);
  const params = [...view.params].map(([key, value]) => `${key} = ${value}`).join(' · ');
  const state =
    view.status === 'running' ? 'running' : `${view.status} in ${seconds(view.duration)}`;
  return {
    title: `${view.experiment} / ${view.name}`,
    subtitle: [state, params].filter(Boolean).join(' · '),
    columns: metrics.length ? ['metric', 'last', 'lowest', 'highest', 'points', 'curve'] : [],
    rows: metrics,
    ...(view.error && { footer: view.error })
  };
}

/** The live view with the fall-backs for readers that do not know it. */
export function runBundle(view: RunView): MimeBundle {
  const table = tableOf(view);
  const short = {
    ...table,
    columns: table.columns.slice(0, 5),
    rows: table.rows.map(row => row.slice(0, 5))
  };
  return {
    [RUN_MEDIA_TYPE]: { workspace: view.workspace, run: view.run },
    'text/html': html`<div data-atelier-run="${view.run}">${tableHtml(table)}</div>`.text,
    'text/plain': tableText(short)
  };
}
