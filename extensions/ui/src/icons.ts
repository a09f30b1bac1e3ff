import { LabIcon } from '@jupyterlab/ui-components';

/** A line icon on the 16 px grid; `jp-icon3` lets the theme colour its strokes. */
function lineIcon(name: string, strokes: string): LabIcon {
  return new LabIcon({
    name: `atelier:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" fill="none"><g class="jp-icon3 jp-icon-selectable" stroke="#616161" stroke-width="1.25" stroke-linecap="round" stroke-linejoin="round">${strokes}</g></svg>`
  });
}

const path = (d: string) => `<path d="${d}"/>`;
const circle = (x: number, y: number, r: number) => `<circle cx="${x}" cy="${y}" r="${r}"/>`;
const box = (x: number, y: number, width: number, height: number, radius = 1) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;

/** The studio's own family of icons. */
export const icons = {
  studio: lineIcon(
    'studio',
    path('M2 13.5 8 2l6 11.5') + path('M4.6 8.6h6.8') + circle(8, 12.5, 1.25)
  ),
  datasets: lineIcon(
    'datasets',
    `<ellipse cx="8" cy="3.75" rx="5.25" ry="2"/>` +
      path('M2.75 3.75v8.5c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2v-8.5') +
      path('M2.75 8c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2')
  ),
  compute: lineIcon(
    'compute',
    box(4, 4, 8, 8) +
      box(6.5, 6.5, 3, 3, 0.5) +
      path(
        'M6.25 1.5V4M9.75 1.5V4M6.25 12v2.5M9.75 12v2.5M1.5 6.25H4M1.5 9.75H4M12 6.25h2.5M12 9.75h2.5'
      )
  ),
  experiments: lineIcon(
    'experiments',
    path(
      'M5.75 1.75h4.5M6.75 1.75V6L2.7 12.6c-.5.85.1 1.65 1 1.65h8.6c.9 0 1.5-.8 1-1.65L9.25 6V1.75'
    ) + path('M4.6 9.75h6.8')
  ),
  models: lineIcon(
    'models',
    path('m8 1.6 5.6 3.15v6.5L8 14.4l-5.6-3.15v-6.5z') + path('M2.4 4.75 8 7.9l5.6-3.15M8 7.9v6.5')
  ),
  endpoints: lineIcon(
    'endpoints',
    circle(8, 8, 1.6) +
      path(
        'M5 5a4.25 4.25 0 0 0 0 6M11 5a4.25 4.25 0 0 1 0 6M2.8 2.8a7.35 7.35 0 0 0 0 10.4M13.2 2.8a7.35 7.35 0 0 1 0 10.4'
      )
  ),
  workspace: lineIcon(
    'workspace',
    path('m8 1.75 6 3-6 3-6-3z') + path('m2 8 6 3 6-3M2 11.25l6 3 6-3')
  ),
  add: lineIcon('add', path('M8 3v10M3 8h10')),
  refresh: lineIcon('refresh', path('M13.25 8a5.25 5.25 0 1 1-1.6-3.75M13.25 2v2.75H10.5')),
  delete: lineIcon(
    'delete',
    path('M2.75 4.25h10.5M6 4.25v-1.5h4v1.5M4 4.25l.6 9h6.8l.6-9M6.75 7v3.75M9.25 7v3.75')
  ),
  edit: lineIcon('edit', path('M10.6 2.9 13.1 5.4 5.5 13H3v-2.5zM9 4.5 11.5 7')),
  play: lineIcon('play', path('M4.75 2.75v10.5L13 8z')),
  stop: lineIcon('stop', box(3.75, 3.75, 8.5, 8.5, 1.25)),
  download: lineIcon('download', path('M8 2v8M4.75 7 8 10.25 11.25 7M2.75 13.5h10.5')),
  upload: lineIcon('upload', path('M8 10.5v-8M4.75 5.5 8 2.25l3.25 3.25M2.75 13.5h10.5')),
  copy: lineIcon(
    'copy',
    box(5.5, 5.5, 8, 8) + path('M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2')
  ),
  search: lineIcon('search', circle(7, 7, 4.25) + path('m10.25 10.25 3.5 3.5')),
  more: lineIcon('more', path('M3.5 8h.01M8 8h.01M12.5 8h.01')),
  check: lineIcon('check', path('m3 8.5 3.25 3.25L13 4.75')),
  circle: lineIcon('circle', circle(8, 8, 5.75)),
  success: lineIcon('success', circle(8, 8, 5.75) + path('m5.5 8.25 1.75 1.75 3.25-3.75')),
  warning: lineIcon('warning', path('M8 2.25 14.25 13.5H1.75zM8 6.5v3.25M8 11.6h.01')),
  error: lineIcon('error', circle(8, 8, 5.75) + path('M8 5v3.5M8 10.9h.01')),
  info: lineIcon('info', circle(8, 8, 5.75) + path('M8 7.5V11M8 5.1h.01')),
  table: lineIcon('table', box(2, 2.75, 12, 10.5) + path('M2 6.25h12M2 9.75h12M6.5 6.25v7')),
  file: lineIcon('file', path('M4 1.75h5l3.25 3.25v9.25H4zM8.75 1.75V5.25h3.5')),
  run: lineIcon('run', path('M1.75 8h2.5L6 3.5l3.5 9L11.25 8h3')),
  chart: lineIcon('chart', path('M2.25 2.25v11.5h11.5M4.75 10.5 7.5 7l2.25 2 3.75-4.75')),
  compare: lineIcon(
    'compare',
    path('M2.25 2.25v11.5h11.5') +
      path('M5 10.75 7.5 8l2.25 1.25 3.5-3.5') +
      path('m5 6.25 2.5-2L9.75 6l3.5-3.25')
  ),
  cpu: lineIcon('cpu', box(3.5, 3.5, 9, 9) + path('M6.25 8h3.5M8 6.25v3.5')),
  memory: lineIcon(
    'memory',
    box(1.75, 4.5, 12.5, 6) + path('M4.75 7v1M8 7v1M11.25 7v1M4.75 10.5v2M8 10.5v2M11.25 10.5v2')
  ),
  gpu: lineIcon(
    'gpu',
    box(1.75, 4, 12.5, 7.5) + circle(10, 7.75, 2) + path('M4 6.5h2.5M4 9h2.5M4 11.5v2M7 11.5v2')
  ),
  key: lineIcon('key', circle(5, 10.5, 2.75) + path('m7 8.5 6-6M10.75 4.75l2 2M9 6.5l1.25 1.25')),
  code: lineIcon('code', path('M5 4.25 1.75 8 5 11.75M11 4.25 14.25 8 11 11.75M9 3.5l-2 9')),
  open: lineIcon('open', path('M6.5 3H3v10h10V9.5M9.5 2.5h4v4M13.25 2.75 7.5 8.5')),
  expand: lineIcon(
    'expand',
    path('M9.75 2.5h3.75v3.75M6.25 13.5H2.5V9.75M13.25 2.75 9.5 6.5M2.75 13.25 6.5 9.5')
  ),
  pin: lineIcon('pin', path('M5.5 2.25h5M6.5 2.25v4L4 9.25h8L9.5 6.25v-4M8 9.25v4.5')),
  close: lineIcon('close', path('m4 4 8 8M12 4l-8 8')),
  guide: lineIcon(
    'guide',
    path('M2 3.25 3 4.25 5 2.25M2 8l1 1 2-2M2 12.75l1 1 2-2M7.5 3.5h6.5M7.5 8.25h6.5M7.5 13h6.5')
  ),
  tag: lineIcon('tag', path('M2 2.25h5.5l6.25 6.25-5.25 5.25L2.25 7.5z') + path('M5 5.25h.01')),
  clock: lineIcon('clock', circle(8, 8, 5.75) + path('M8 4.75V8l2.25 1.5')),
  link: lineIcon(
    'link',
    path(
      'M6.75 9.25a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.25 6.75a2.6 2.6 0 0 0-3.7 0l-2.3 2.3a2.6 2.6 0 0 0 3.7 3.7l.9-.9'
    )
  ),
  chevronRight: lineIcon('chevron-right', path('m6 3.5 4.5 4.5L6 12.5')),
  chevronDown: lineIcon('chevron-down', path('M3.5 6 8 10.5 12.5 6')),
  filter: lineIcon('filter', path('M2 3.25h12L9.5 8.5v4.25l-3 1.5V8.5z')),
  notebook: lineIcon(
    'notebook',
    box(3.25, 1.75, 10, 12.5) + path('M6 1.75v12.5M1.75 5h2.5M1.75 8h2.5M1.75 11h2.5')
  ),
  artifact: lineIcon(
    'artifact',
    path('M2.25 5 8 2.25 13.75 5v6.25L8 14l-5.75-2.75z') + path('m5 3.75 5.75 2.75v2.75')
  ),
  eye: lineIcon(
    'eye',
    path('M1.5 8S4 3.75 8 3.75 14.5 8 14.5 8 12 12.25 8 12.25 1.5 8 1.5 8z') + circle(8, 8, 1.9)
  ),
  terminal: lineIcon('terminal', box(1.75, 2.75, 12.5, 10.5) + path('m4.5 6 2 2-2 2M8.5 10.25h3'))
} as const;

export type IconName = keyof typeof icons;
