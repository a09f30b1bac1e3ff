import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { StartError } from './start-error.ts';

/** Makes the data folder if needed, for its owner alone. @returns its real path */
export async function prepareDataFolder(data: string): Promise<string> {
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await access(data, constants.R_OK | constants.W_OK | constants.X_OK);
    const { mode, uid } = await stat(data);
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
