import { createHash } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Mount } from '../../drivers/compute/index.ts';
import { newId } from '../../identity.ts';
import type { ProgramSettings } from '../environments/index.ts';

export interface LentOptions {
  /** The data folder. */
  data: string;
  /** Where the server listens, when it does on a unix socket. */
  socket?: string;
  tokenFile?: string;
  /** The user's notebooks and files; they have the same path in the container. */
  files?: string;
  /** Where the built programs lie: with this process's Node the kernel is lent to containers. */
  programs: string;
  /** What installers are told of this machine; `at` is where they find it. */
  settings?(at: string): Promise<ProgramSettings>;
}

/** Where containers find what installers are told. */
const SETTINGS = '/run/atelier';

export type Lent = ReturnType<typeof createLent>;

/** What containers are lent of this machine, so that code in them can work with the studio. */
export function createLent(options: LentOptions) {
  const { data, files, programs, socket, tokenFile } = options;
  return {
    /** Tells containers of this server from those of others: the same as long as its data folder. */
    owner: createHash('sha256').update(data).digest('hex').slice(0, 12),
    /** Who the server is, and so who its containers are. */
    user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    /**
     * Each at the path that it has here: the user's files, journals, Node and the built programs,
     * socket and token. `link` is a file to be written that tells where the server is: the server's
     * own comes and goes with it.
     */
    async mounts(link: string): Promise<Mount[]> {
      const journal = join(data, 'journal');
      await mkdir(journal, { recursive: true, mode: 0o700 });
      const mounts: Mount[] = [
        ...[journal, ...(files ? [files] : [])].map(path => mountOf(path, false)),
        ...[process.execPath, programs].map(path => mountOf(path, true))
      ];
      if (socket && tokenFile) {
        await writeFile(link, JSON.stringify({ url: `unix:${socket}`, tokenFile }), {
          mode: 0o600
        });
        mounts.push(
          { source: link, target: join(data, 'server.json'), readOnly: true },
          mountOf(tokenFile, true),
          mountOf(dirname(socket), false)
        );
      }
      const present = await Promise.all(
        mounts.map(({ source }) => stat(source).then(Boolean, () => false))
      );
      return mounts.filter((_, place) => present[place]);
    },
    /**
     * By which containers that reach the network install as this machine does: variables, and files
     * that no inspection of the container shows.
     */
    async installers(
      network: string
    ): Promise<{ environment: Record<string, string>; mounts: Mount[] }> {
      const settings = network === 'outbound' ? await options.settings?.(SETTINGS) : undefined;
      if (!settings) {
        return { environment: {}, mounts: [] };
      }
      const folder = join(data, 'compute', 'installers');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const [name, content] of Object.entries(settings.files)) {
        const draft = join(folder, `.${newId()}`);
        await writeFile(draft, content, { mode: 0o600 });
        await rename(draft, join(folder, name)); // others may be reading the old one
      }
      const mounts = [{ source: folder, target: SETTINGS, readOnly: true }];
      return { environment: settings.variables, mounts };
    }
  };
}

const mountOf = (path: string, readOnly: boolean): Mount => ({
  source: path,
  target: path,
  readOnly
});
