import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from './start-error.ts';

/**
 * Makes a folder, for its owner alone, with those above it. Not by `recursive`, with which Node
 * tries for ever where a file system makes no folders, as below /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  const make = (): Promise<void> =>
    mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
  try {
    await make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) {
      throw error;
    }
    await makeFolder(dirname(path));
    await make();
  }
}

/** Makes the data folder if needed, for its owner alone. @returns its real path */
export async function prepareDataFolder(data: string): Promise<string> {
  try {
    await makeFolder(data);
    await access(data, constants.R_OK | constants.W_OK | constants.X_OK);
    const found = await stat(data);
    if (!found.isDirectory()) {
      throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    }
    const { mode, uid } = found;
    if (mode & 0o077 && uid === process.getuid?.()) {
      await chmod(data, 0o700);
    }
    return await realpath(data);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw cause;
    }
    const why =
      code === 'EEXIST' || code === 'ENOTDIR'
        ? 'there is a file in its place'
        : (code ?? 'unknown');
    throw new StartError(
      'data-folder-unusable',
      `The data folder ${data} cannot be used: ${why}.`,
      {
        remedy: 'Make it writable for this user, or name another with --data.',
        cause
      }
    );
  }
}
