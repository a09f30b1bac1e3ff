import { randomBytes } from 'node:crypto';
import { chmod, link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { StartError } from './start-error.ts';

const LEAST = 16;

/** The token that clients must send; the file is made, for its owner alone, if it is missing. */
export async function readOrCreateToken(file: string): Promise<string> {
  try {
    const token = (await readExisting(file)) ?? (await create(file));
    if (token.length < LEAST) {
      throw new StartError('token-file-unusable', `The token in ${file} is too short.`, {
        remedy: `Write at least ${LEAST} random characters into it, or delete it to get a new one.`
      });
    }
    return token;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (cause instanceof StartError || code === 'ENOSPC' || code === 'EDQUOT') {
      throw cause;
    }
    throw new StartError('token-file-unusable', `The token file ${file} cannot be used: ${code}.`, {
      remedy: 'Make it readable for this user, or name another with --token-file.',
      cause
    });
  }
}

async function readExisting(file: string): Promise<string | undefined> {
  try {
    const { mode, uid } = await stat(file);
    if (mode & 0o077 && uid === process.getuid?.()) {
      await chmod(file, 0o600);
    }
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    return undefined;
  }
}

/** Whoever comes first wins: the file appears whole, and the other reads it. */
async function create(file: string): Promise<string> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'w' });
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}
