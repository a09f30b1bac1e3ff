import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { AtelierError } from '@atelier-ml/api';
import type { Client } from '@atelier-ml/api';
import { InvalidArgumentError } from 'commander';

/** Uploads a file as a blob. @throws `invalid-input` if there is no such file */
export async function uploadFile(
  client: Client,
  file: string
): Promise<{ sha256: string; filename: string }> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    throw new AtelierError('invalid-input', `There is no file ${file}.`, {
      remedy: 'Check the path.'
    });
  }
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream;
  const { sha256 } = await client.blobs.upload({ query: {}, body });
  return { sha256, filename: basename(file) };
}

/**
 * Writes a download to `target`: a file, a folder, `-` for standard output; the name that the
 * server tells, in the current folder, if left out. Never overwrites. Answers where it lies.
 */
export async function saveDownload(response: Response, target?: string): Promise<string> {
  const content = Readable.fromWeb(response.body as WebStream);
  if (target === '-') {
    await pipeline(content, process.stdout, { end: false });
    return '-';
  }
  const disposition = response.headers.get('content-disposition') ?? '';
  const told = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? 'download');
  const inFolder = target !== undefined && (await stat(target).catch(() => null))?.isDirectory();
  const file = inFolder ? join(target, basename(told)) : (target ?? basename(told));
  await creating(file, () => pipeline(content, createWriteStream(file, { flags: 'wx' })));
  return file;
}

/** Writes a text to a file that must not be there yet. @throws `already-exists` */
export function writeNewFile(file: string, text: string): Promise<void> {
  return creating(file, () => writeFile(file, text, { flag: 'wx' }));
}

async function creating(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw cause;
    }
    throw new AtelierError('already-exists', `There is already a file ${file}.`, {
      remedy: 'Name another one with --output.',
      cause
    });
  }
}

/** JSON given on the command line: a text, `@file`, or `-` for standard input. */
export async function readJson(given: string): Promise<unknown> {
  const text =
    given === '-'
      ? Buffer.concat(await process.stdin.toArray()).toString()
      : given.startsWith('@')
        ? await readFile(given.slice(1), 'utf8').catch((cause: unknown) => {
            throw new AtelierError('invalid-input', `The file ${given.slice(1)} cannot be read.`, {
              remedy: 'Check the path.',
              cause
            });
          })
        : given;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AtelierError('invalid-input', 'The input is not JSON.', {
      remedy: 'Give it as a text, as @file, or as - for standard input.',
      cause
    });
  }
}

/** `name=value` options, collected. */
export function collectPairs(pair: string, pairs: Record<string, string> = {}) {
  const at = pair.indexOf('=');
  if (at < 1) {
    throw new InvalidArgumentError('Give it as name=value.');
  }
  return { ...pairs, [pair.slice(0, at)]: pair.slice(at + 1) };
}
