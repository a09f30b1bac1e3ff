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
print(json.dumps({"name": name, "prefix": prefix, "program": os.path.realpath(os.path.join(prefix, "bin", name)),
  "library": os.path.dirname(os.__file__), "pip": pip}))`;

const ABOUT_PIP = /^pip-.*\.(dist|egg)-info$/;
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

/** The Python of this machine, with pip and without the packages that are installed for it. */
export async function hostPython(run: Run): Promise<ContextFile[]> {
  const { stdout } = await run('python3', ['-I', '-c', ASK]).catch((cause: unknown) => {
    throw new AtelierError('not-supported', 'This machine has no Python to lend.', {
      remedy: 'Install python3, or install mmdebstrap and make the image as root.',
      cause
    });
  });
  const found = JSON.parse(stdout) as Record<'name' | 'prefix' | 'program' | 'library', string> & {
    pip: string | null;
  };
  const { name, pip, program } = found;
  // Debian's own looks for packages where Debian puts them; any other finds itself wherever it lies.
  const ofDebian = found.prefix === '/usr';
  const root = ofDebian ? '/usr' : '/usr/local';
  const packages = ofDebian
    ? '/usr/lib/python3/dist-packages'
    : `/usr/local/lib/${name}/site-packages`;
  const files: ContextFile[] = [{ path: `rootfs${root}/bin/${name}`, source: program }];
  for (const link of ['python3', 'python']) {
    const content = `#!/bin/sh\nexec ${root}/bin/${name} "$@"\n`;
    files.push({ path: `rootfs/usr/local/bin/${link}`, content, mode: 0o755 });
  }
  for (const part of await readdir(found.library)) {
    if (!LEFT_OUT.has(part) && !part.startsWith('config-')) {
      files.push({ path: `rootfs${root}/lib/${name}/${part}`, source: join(found.library, part) });
    }
  }
  files.push({ path: `rootfs${packages}/README`, content: '' });
  if (pip && !existsSync(join(found.library, 'ensurepip', '_bundled'))) {
    files.push({ path: `rootfs${packages}/pip`, source: pip });
    // Without it pip does not know of itself.
    for (const about of (await readdir(dirname(pip))).filter(each => ABOUT_PIP.test(each))) {
      files.push({ path: `rootfs${packages}/${about}`, source: join(dirname(pip), about) });
    }
  }
  return [...files, ...(await linked(program, join(found.library, 'lib-dynload')))];
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
