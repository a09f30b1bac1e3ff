import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ContextFile } from '../images.ts';

const run = promisify(execFile);

const FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const PROGRAMS =
  'sh bash env cat ls id sleep mkdir rmdir rm cp mv ln chmod chown uname head tail cut tr grep sed awk find xargs ps kill true false test tar gzip stty dirname basename readlink realpath mktemp touch tee wc sort uniq date hostname getent printf echo expr seq df du nproc timeout stat'.split(
    ' '
  );
/** Programs and wheels count on all of the C library, and load parts of it by name. */
const LIBRARIES =
  /^(ld-linux.*|lib(c|m|dl|pthread|rt|util|resolv|anl|crypt|nss_(dns|files|compat)|stdc\+\+|gcc_s|gomp|z|ffi|ssl|crypto|lzma|bz2|sqlite3|uuid|readline|tinfo|ncursesw|panelw|expat))\.so/;

/** A small system made of what this machine runs. */
export async function hostFiles(): Promise<ContextFile[]> {
  const paths = new Set<string>();
  for (const link of ['/bin', '/sbin', '/lib', '/lib64']) {
    if ((await lstat(link).catch(() => undefined))?.isSymbolicLink()) {
      paths.add(link);
    }
  }
  for (const name of PROGRAMS) {
    const file = FOLDERS.map(folder => join(folder, name)).find(each => existsSync(each));
    if (file) {
      await addFile(paths, file);
      await addLibraries(paths, file);
    }
  }
  const folder = await libraryFolder();
  for (const name of folder ? await readdir(folder) : []) {
    if (LIBRARIES.test(name)) {
      await addFile(paths, join(folder!, name));
    }
  }
  const certificates = await readFile('/etc/ssl/certs/ca-certificates.crt').catch(() => '');
  return [
    ...[...paths].sort().map(source => ({ path: `rootfs${source}`, source })),
    { path: 'rootfs/etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\n' },
    { path: 'rootfs/etc/group', content: 'root:x:0:\n' },
    {
      path: 'rootfs/etc/nsswitch.conf',
      content: 'passwd: files\ngroup: files\nhosts: files dns\n'
    },
    { path: 'rootfs/etc/ssl/certs/ca-certificates.crt', content: certificates }
  ];
}

/** The file where it really lies, and all that its name leads through. */
async function addFile(paths: Set<string>, file: string): Promise<void> {
  const place = join(await realpath(dirname(file)), basename(file));
  if (paths.has(place)) {
    return;
  }
  paths.add(place);
  if ((await lstat(place)).isSymbolicLink()) {
    // Names like /etc/alternatives/awk lead through more than one link.
    await addFile(paths, resolve(dirname(place), await readlink(place)));
  }
}

/** The shared libraries that a program is linked to. */
export async function librariesOf(file: string): Promise<string[]> {
  const { stdout } = await run('ldd', [file]).catch(() => ({ stdout: '' }));
  return [...stdout.matchAll(/(?:=> |^\s*)(\/\S+)/gm)].map(([, path]) => path!);
}

async function addLibraries(paths: Set<string>, file: string): Promise<void> {
  for (const library of await librariesOf(file)) {
    await addFile(paths, library);
  }
}

async function libraryFolder(): Promise<string | undefined> {
  const libraries = await librariesOf('/bin/sh');
  const library = libraries.find(path => /\/libc\.so/.test(path));
  return library && dirname(await realpath(library));
}
