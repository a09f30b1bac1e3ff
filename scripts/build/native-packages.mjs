import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './stamps.mjs';

const { platform, arch } = process;
const DOCUMENTS = /(\.map|\.md|\.markdown|\.d\.[mc]?ts)$/i;

/**
 * The packages that no bundle can hold, because they are native or are wanted as files, and what
 * of each is needed at run time on this platform.
 */
const PACKAGES = [
  {
    name: 'onnxruntime-node',
    keep: file => /^dist\//.test(file) || file.startsWith(`bin/napi-v6/${platform}/${arch}/`),
    declarations: true
  },
  { name: 'onnxruntime-common', keep: file => /^dist\//.test(file), declarations: true },
  { name: 'zeromq', keep: keepZeromq },
  { name: 'cmake-ts', keep: file => /^build\/loader\.m?js$/.test(file) },
  {
    name: 'typescript',
    // the language service reads the libraries' declarations
    keep: file => /^lib\/(typescript\.js|lib\..*d\.ts)$/.test(file),
    declarations: true
  },
  { name: 'tslab', keep: file => /^dist\//.test(file) },
  {
    name: '@tslab/typescript-for-tslab',
    keep: file => /^lib\/(typescript\.js|lib\..*d\.ts)$/.test(file),
    declarations: true
  },
  { name: 'semver', keep: () => true }
];

/**
 * zeromq ships an add-on for each ABI of each system. They use Node-API, so that the newest one
 * serves every later Node too; its loader tries that one first.
 */
function keepZeromq(file, folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'build/manifest.json'), 'utf8'));
  const libc = platform === 'linux' ? libcOfLinux() : undefined;
  const [newest] = Object.entries(manifest)
    .map(([description, addon]) => ({ ...JSON.parse(description), addon }))
    .filter(each => each.os === platform && each.arch === arch && (!libc || each.libc === libc))
    .sort((one, other) => other.abi - one.abi);
  return /^(lib\/.*\.js|build\/manifest\.json)$/.test(file) || file === `build/${newest?.addon}`;
}

const libcOfLinux = () => (existsSync('/etc/alpine-release') ? 'musl' : 'glibc');

function* filesBelow(folder, inside = '') {
  for (const entry of readdirSync(path.join(folder, inside), { withFileTypes: true })) {
    const file = path.posix.join(inside, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') {
      yield* filesBelow(folder, file);
    } else if (entry.isFile()) {
      yield file;
    }
  }
}

function copyPackage({ name, keep, declarations }, output) {
  const source = path.join(root, 'node_modules', name);
  if (!existsSync(source)) {
    throw new Error(`The package ${name} is not installed: run npm ci.`);
  }
  for (const file of filesBelow(source)) {
    const document = DOCUMENTS.test(file) && !(declarations && file.endsWith('.d.ts'));
    const wanted = keep(file, source) && !document;
    if (wanted || file === 'package.json' || /^licen[cs]e/i.test(file)) {
      const target = path.join(output, name, file);
      mkdirSync(path.dirname(target), { recursive: true });
      cpSync(path.join(source, file), target, { dereference: true });
    }
  }
}

/** Copies them into `output`, a folder called node_modules beside the bundles. */
export function copyNativePackages(output) {
  rmSync(output, { recursive: true, force: true });
  for (const each of PACKAGES) {
    copyPackage(each, output);
  }
}

/** The version in use, so that a stamp knows when to copy again. */
export function nativeVersions() {
  return PACKAGES.map(({ name }) => {
    const file = path.join(root, 'node_modules', name, 'package.json');
    return `${name}@${existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : '-'}`;
  }).join();
}
