import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AtelierError } from '@atelier-ml/api';
import type { ContextFile } from '../images.ts';
import { librariesOf } from './host-files.ts';

type Run = (file: string, args: string[]) => Promise<{ stdout: string }>;

const ASK = `import os, sys, json, sysconfig
try:
    import pip
    pip = os.path.dirname(pip.__file__)
except ImportError:
    pip = None
name = "python%d.%d" % sys.version_info[:2]
prefix = sys.base_prefix
print(json.dumps({"name": name, "program": os.path.realpath(os.path.join(prefix, "bin", name)),
  "library": os.path.dirname(os.__file__), "pip": pip}))`;

/** Parts of the library that no environment needs. */
const LEFT_OUT = new Set([
  'site-packages',
  'dist-packages',
  '__pycache__',
  'test',
  'tests',
  'idlelib',
  'turtledemo'
]);

/** The Python of this machine under /usr/local, without the packages that are installed for it. */
export async function hostPython(run: Run): Promise<ContextFile[]> {
  const { stdout } = await run('python3', ['-I', '-c', ASK]).catch((cause: unknown) => {
    throw new AtelierError('not-supported', 'This machine has no Python to lend.', {
      remedy: 'Install python3, or install mmdebstrap and make the image as root.',
      cause
    });
  });
  const found = JSON.parse(stdout) as Record<'name' | 'program' | 'library', string> & {
    pip: string | null;
  };
  const files: ContextFile[] = [
    { path: `rootfs/usr/local/bin/${found.name}`, source: found.program }
  ];
  for (const name of ['python3', 'python']) {
    const content = `#!/bin/sh\nexec /usr/local/bin/${found.name} "$@"\n`;
    files.push({ path: `rootfs/usr/local/bin/${name}`, content, mode: 0o755 });
  }
  const target = `rootfs/usr/local/lib/${found.name}`;
  for (const name of await readdir(found.library)) {
    if (!LEFT_OUT.has(name) && !name.startsWith('config-')) {
      files.push({ path: `${target}/${name}`, source: join(found.library, name) });
    }
  }
  files.push({ path: `${target}/site-packages/README`, content: '' });
  if (found.pip && !existsSync(join(found.library, 'ensurepip', '_bundled'))) {
    files.push({ path: `${target}/site-packages/pip`, source: found.pip });
  }
  return [...files, ...(await linked(found.program, join(found.library, 'lib-dynload')))];
}

/** Libraries of the interpreter and its modules. */
async function linked(program: string, modules: string): Promise<ContextFile[]> {
  const names = await readdir(modules).catch(() => []);
  const all = new Map<string, string>();
  for (const file of [program, ...names.map(name => join(modules, name))]) {
    for (const library of await librariesOf(file)) {
      all.set(basename(library), library);
    }
  }
  const folder = dirname([...all.values()].find(path => /\/libc\.so/.test(path)) ?? '/usr/lib/');
  const place = await realpath(folder);
  const files: ContextFile[] = [];
  for (const [name, library] of all) {
    if (!name.startsWith('ld-linux')) {
      files.push({ path: `rootfs${place}/${name}`, source: await realpath(library) });
    }
  }
  return files;
}
