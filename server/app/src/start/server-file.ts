import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What clients on this machine read to find the server of a data folder. */
const ServerFile = z.object({
  url: z.string(),
  pid: z.number().int().positive(),
  tokenFile: z.string(),
  version: z.string(),
  startedAt: z.number()
});
export type ServerFile = z.infer<typeof ServerFile>;

const fileOf = (data: string): string => join(data, 'server.json');

export async function writeServerFile(data: string, content: ServerFile): Promise<void> {
  const draft = `${fileOf(data)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await rename(draft, fileOf(data));
}

/** Undefined when there is none, or one that cannot be understood. */
export async function readServerFile(data: string): Promise<ServerFile | undefined> {
  try {
    return ServerFile.parse(JSON.parse(await readFile(fileOf(data), 'utf8')));
  } catch {
    return undefined;
  }
}

export async function removeServerFile(data: string): Promise<void> {
  await rm(fileOf(data), { force: true });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
