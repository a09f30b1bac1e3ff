import type { Artifact } from '@atelier-ml/api';

export type ArtifactKind =
  | 'audio'
  | 'code'
  | 'confusion-matrix'
  | 'figure'
  | 'histogram'
  | 'html'
  | 'image'
  | 'json'
  | 'markdown'
  | 'notebook'
  | 'onnx'
  | 'parquet'
  | 'pr-curve'
  | 'roc-curve'
  | 'delimited'
  | 'rows'
  | 'text'
  | 'video';

const BY_MEDIA_TYPE: Readonly<Record<string, ArtifactKind>> = {
  'application/vnd.atelier.table+json': 'rows',
  'application/vnd.atelier.histogram+json': 'histogram',
  'application/vnd.atelier.confusion-matrix+json': 'confusion-matrix',
  'application/vnd.atelier.roc-curve+json': 'roc-curve',
  'application/vnd.atelier.pr-curve+json': 'pr-curve',
  'application/vnd.vegalite.v5+json': 'figure',
  'application/vnd.apache.parquet': 'parquet',
  'application/x-ipynb+json': 'notebook',
  'application/onnx': 'onnx',
  'text/html': 'html',
  'text/markdown': 'markdown',
  'text/csv': 'delimited',
  'text/tab-separated-values': 'delimited'
};

const ENDINGS: Readonly<Partial<Record<ArtifactKind, string>>> = {
  audio: 'wav mp3 ogg flac m4a',
  video: 'mp4 webm',
  image: 'png jpg jpeg gif webp svg bmp',
  delimited: 'csv tsv',
  parquet: 'parquet',
  json: 'json geojson',
  notebook: 'ipynb',
  onnx: 'onnx',
  html: 'html htm',
  markdown: 'md',
  code: 'py ts tsx js mjs jsx r sql sh css xml yaml yml toml ini diff patch java cpp c h rs go',
  text: 'txt log jsonl out err'
};
const BY_ENDING = new Map(
  Object.entries(ENDINGS).flatMap(([kind, endings]) =>
    endings.split(' ').map(ending => [ending, kind as ArtifactKind] as const)
  )
);
/** Files that are known by their whole name. */
const BY_NAME: Readonly<Record<string, ArtifactKind>> = {
  MLmodel: 'code',
  Dockerfile: 'code',
  'git.diff': 'code'
};

export const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

export function endingOf(path: string): string {
  const [, ending = ''] = /\.([^.]+)$/.exec(nameOf(path)) ?? [];
  return ending.toLowerCase();
}

/** How an artifact is shown; null if nothing is known of it but its bytes. */
export function kindOf({
  mediaType,
  path
}: Pick<Artifact, 'mediaType' | 'path'>): ArtifactKind | null {
  const [type = ''] = mediaType.toLowerCase().split(';');
  return (
    BY_MEDIA_TYPE[type.trim()] ??
    BY_NAME[nameOf(path)] ??
    BY_ENDING.get(endingOf(path)) ??
    byFamily(type.trim())
  );
}

function byFamily(mediaType: string): ArtifactKind | null {
  const [family, subtype = ''] = mediaType.split('/');
  if (family === 'image' || family === 'audio' || family === 'video') {
    return family;
  }
  if (subtype === 'json' || subtype.endsWith('+json')) {
    return 'json';
  }
  return family === 'text' ? 'text' : null;
}

/** The language that colours a file, as CodeMirror names it. */
export function codeLanguage(path: string): string {
  const known: Readonly<Record<string, string>> = {
    py: 'python',
    ts: 'typescript',
    tsx: 'tsx',
    js: 'javascript',
    mjs: 'javascript',
    md: 'markdown',
    yml: 'yaml',
    sh: 'shell',
    rs: 'rust',
    patch: 'diff',
    json: 'json'
  };
  const ending = endingOf(path);
  return nameOf(path) === 'MLmodel' ? 'yaml' : (known[ending] ?? ending);
}
