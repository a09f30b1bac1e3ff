import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, rm, writeFile } from 'node:fs/promises';
import { AtelierError } from '@atelier-ml/api';
import type { Mask } from './secrets.ts';

type Json = Record<string, unknown>;

/** Bytes: it is held in memory several times while it is masked. */
const LARGEST = 100 * 2 ** 20;
/** Media types whose data is text, or JSON; all others are bytes in letters, and stay as they are. */
const TEXT = /^(text\/.*|image\/svg\+xml|application\/(.*\+)?(json|xml|javascript))$/;

/**
 * Takes secrets out of a notebook where it lies; what is no notebook loses them as text. The program has
 * written into that folder: links are not followed, neither that of the notebook nor any beside it.
 * @throws AtelierError `too-large`
 */
export async function maskNotebookFile(file: string, mask: Mask, largest = LARGEST): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (mask.isEmpty || !found?.isFile()) {
    return;
  }
  if (found.size > largest) {
    throw tooLarge(largest);
  }
  const text = await readPlain(file);
  const masked = maskNotebook(text, mask);
  if (masked !== text) {
    const beside = `${file}.${randomUUID()}`;
    try {
      await writeFile(beside, masked, { mode: found.mode, flag: 'wx' });
      await rename(beside, file);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  }
}

/** What became a link meanwhile cannot be opened. */
async function readPlain(file: string): Promise<string> {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

const tooLarge = (largest: number) =>
  new AtelierError(
    'too-large',
    `The executed notebook has more than ${largest / 2 ** 20} MiB, so that secrets cannot be taken out of it.`,
    {
      remedy:
        'Print less, write large results into files below outputs/, or run it without secrets.'
    }
  );

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
