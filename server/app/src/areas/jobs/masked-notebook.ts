import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { Mask } from './secrets.ts';

type Json = Record<string, unknown>;

/** Media types whose data is text, or JSON; all others are bytes in letters, and stay as they are. */
const TEXT = /^(text\/.*|image\/svg\+xml|application\/(.*\+)?(json|xml|javascript))$/;

/** Takes secrets out of a notebook where it lies; what is no notebook loses them as text. */
export async function maskNotebookFile(file: string, mask: Mask): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (mask.isEmpty || !found?.isFile()) {
    return;
  }
  const text = await readFile(file, 'utf8');
  const masked = maskNotebook(text, mask);
  if (masked !== text) {
    const beside = `${file}.masked`;
    await writeFile(beside, masked, { mode: found.mode });
    await rename(beside, file);
  }
}

/** The same of its text, which is answered as it is if nothing in it is secret. */
export function maskNotebook(text: string, mask: Mask): string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return mask(text);
  }
  const before = JSON.stringify(content);
  const after = JSON.stringify(maskValue(content, mask));
  return after === before ? text : `${JSON.stringify(JSON.parse(after), null, 1)}\n`;
}

function maskValue(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') {
    return mask(value);
  }
  if (Array.isArray(value)) {
    return value.every(each => typeof each === 'string')
      ? maskLines(value, mask)
      : value.map(each => maskValue(each, mask));
  }
  return typeof value === 'object' && value !== null ? maskObject(value as Json, mask) : value;
}

function maskObject(object: Json, mask: Mask): Json {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const isBinary = key === 'attachments' || (key.includes('/') && !TEXT.test(key));
      return [key, isBinary ? value : maskValue(value, mask)];
    })
  );
}

/** Text that is kept by its lines can hold a secret over two of them. */
function maskLines(lines: string[], mask: Mask): string[] {
  const text = lines.join('');
  const masked = mask(text);
  return masked === text ? lines : masked.split(/(?<=\n)/);
}
