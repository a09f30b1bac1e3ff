import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type Docker from 'dockerode';

const run = promisify(execFile);
const BUSYBOX = '/bin/busybox';

/** An image with a shell and small tools, made from this machine alone; once for each version. */
export const makeTestImage = (docker: Docker): Promise<string> =>
  makeImage(docker, 'atelier-test/busybox', []);

/** The same with what Node needs of the C library, so that it runs kernels. */
export async function makeKernelImage(docker: Docker): Promise<string> {
  const { stdout } = await run('ldd', [process.execPath]);
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(match => match[1]!);
  return makeImage(docker, 'atelier-test/node-libraries', libraries);
}

async function makeImage(docker: Docker, repo: string, libraries: string[]): Promise<string> {
  const name = `${repo}:1`;
  const known = await docker
    .getImage(name)
    .inspect()
    .catch(() => undefined);
  if (known) {
    return name;
  }
  const folder = await mkdtemp(join(tmpdir(), 'atelier-image-'));
  try {
    await Promise.all(
      ['bin', 'tmp', 'proc', 'dev', 'etc', 'work'].map(each => mkdir(join(folder, each)))
    );
    await cp(BUSYBOX, join(folder, 'bin', 'busybox'), { dereference: true });
    for (const library of libraries) {
      await mkdir(dirname(join(folder, library)), { recursive: true });
      await cp(library, join(folder, library), { dereference: true });
    }
    const { stdout } = await run(BUSYBOX, ['--list']);
    const names = stdout.split('\n').filter(each => each && each !== 'busybox');
    await run('sh', [
      '-c',
      `cd "$0" && for name; do ln -sf busybox "$name"; done`,
      join(folder, 'bin'),
      ...names
    ]);
    await writeFile(join(folder, 'etc', 'passwd'), 'user:x:1000:1000::/tmp:/bin/sh\n');
    const tar = spawn('tar', ['-C', folder, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const answer = await docker.importImage(tar.stdout, { repo, tag: '1' });
    await new Promise((resolve, reject) =>
      docker.modem.followProgress(answer, error => (error ? reject(error) : resolve(undefined)))
    );
    return name;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
