import { extname } from 'node:path';

const mediaTypes: Record<string, string> = {
  '.bmp': 'image/bmp',
  '.csv': 'text/csv',
  '.flac': 'audio/flac',
  '.gif': 'image/gif',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.ipynb': 'application/x-ipynb+json',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.log': 'text/plain',
  '.m4a': 'audio/mp4',
  '.md': 'text/markdown',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.onnx': 'application/onnx',
  '.parquet': 'application/vnd.apache.parquet',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tsv': 'text/tab-separated-values',
  '.txt': 'text/plain',
  '.wav': 'audio/wav',
  '.webp': 'image/webp',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
  '.zip': 'application/zip'
};

export const mediaTypeOf = (path: string): string =>
  mediaTypes[(extname(path) || path).toLowerCase()] ?? 'application/octet-stream';

/** A path as the server takes it: relative, with forward slashes, without steps upwards. */
export const toArtifactPath = (name: string): string =>
  name
    .split(/[\\/]+/)
    .filter(part => part !== '' && part !== '.' && part !== '..')
    .join('/')
    .slice(0, 1024);
