import type { Artifact } from '@atelier-ml/api';

export type PreviewKind = 'text' | 'json' | 'table' | 'image';

const MEBIBYTE = 1024 * 1024;
/** What is larger is downloaded instead of shown, in bytes. */
const LARGEST: Readonly<Record<PreviewKind, number>> = {
  text: MEBIBYTE,
  json: MEBIBYTE,
  table: MEBIBYTE,
  image: 8 * MEBIBYTE
};

const BY_ENDING: Readonly<Record<string, PreviewKind>> = {
  json: 'json',
  geojson: 'json',
  csv: 'table',
  tsv: 'table',
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  svg: 'image',
  txt: 'text',
  log: 'text',
  md: 'text',
  yaml: 'text',
  yml: 'text',
  toml: 'text',
  jsonl: 'text',
  ts: 'text',
  js: 'text',
  py: 'text',
  html: 'text'
};

/** How an artifact is shown; null if it is only there to be downloaded. */
export function previewKind({ path, mediaType, size }: Artifact): PreviewKind | null {
  const ending = path.split('.').at(-1)?.toLowerCase() ?? '';
  const kind = BY_ENDING[ending] ?? byMediaType(mediaType);
  return kind && size <= LARGEST[kind] ? kind : null;
}

function byMediaType(mediaType: string): PreviewKind | null {
  const [type, subtype] = mediaType.toLowerCase().split(/[/;]/);
  if (type === 'image') {
    return 'image';
  }
  if (subtype === 'json' || subtype?.endsWith('+json')) {
    return 'json';
  }
  if (type === 'text') {
    return subtype === 'csv' ? 'table' : 'text';
  }
  return null;
}

/** JSON with line breaks; text that is none stays as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The first rows of delimited text. A field in double quotes may hold delimiters, breaks and doubled quotes (RFC 4180). */
export function delimitedRows(text: string, delimiter: string, limit: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endRow = () => {
    row.push(field);
    rows.push(row);
    row = [];
    field = '';
  };
  for (let index = 0; index < text.length && rows.length < limit; index++) {
    const character = text[index];
    if (quoted) {
      if (character !== '"') {
        field += character;
      } else if (text[index + 1] === '"') {
        field += '"';
        index++;
      } else {
        quoted = false;
      }
    } else if (character === '"' && field === '') {
      quoted = true;
    } else if (character === delimiter) {
      row.push(field);
      field = '';
    } else if (character === '\n') {
      endRow();
    } else if (character !== '\r') {
      field += character;
    }
  }
  if ((field !== '' || row.length > 0) && rows.length < limit) {
    endRow();
  }
  return rows;
}
