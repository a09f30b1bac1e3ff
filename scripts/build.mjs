/**
 * Builds what the wheel carries: `node scripts/build.mjs [STEP…] [--force]`.
 *
 *   lib           every package by the TypeScript compiler (what the bundles below start from)
 *   server        the server's command line, its worker threads and the scoring process
 *   kernel        the TypeScript kernel with the packages that cells import
 *   python        the Python package `atelier`, as it is lent to programs of any Python
 *   native        native packages for this platform, beside the bundles
 *   labextension  the browser part
 *
 * Without a step: all of them. A step whose inputs have not changed since is left out.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { copyNativePackages, nativeVersions } from './build/native-packages.mjs';
import { lendPython } from './build/lend-python.mjs';
import { buildServer } from './build/server.mjs';
import { contentHash, isCurrent, root, stamp } from './build/stamps.mjs';

const output = 'server/jupyter/jupyterlab_atelier';
const programs = `${output}/node`;
const own = ['scripts/build.mjs', 'scripts/build', 'package-lock.json', 'tsconfig.base.json'];
const contract = ['server/api/src', 'server/api/package.json'];
const sdk = ['kernel/sdk/src', 'kernel/sdk/package.json', ...contract];

const runIn = (folder, ...command) =>
  execFileSync(process.execPath, command, {
    cwd: path.join(root, folder),
    stdio: ['ignore', 'inherit', 'inherit']
  });

const packages = () => JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).workspaces;

const STEPS = {
  lib: {
    inputs: () => [
      ...packages().flatMap(each => [`${each}/src`, `${each}/tsconfig.json`]),
      'tsconfig.json'
    ],
    outputs: packages().map(each => `${each}/lib/index.js`),
    make() {
      for (const each of packages()) {
        // an output folder that was emptied by hand must not pass for an up-to-date one
        if (!existsSync(path.join(root, each, 'lib/index.js'))) {
          rmSync(path.join(root, each, 'lib'), { recursive: true, force: true });
        }
      }
      runIn('.', 'node_modules/typescript/bin/tsc', '-b');
    }
  },
  server: {
    inputs: () => ['server/app/src', 'server/app/package.json', ...sdk],
    outputs: ['cli', 'read-worker', 'table-worker', 'scorer', 'agent'].map(
      name => `${programs}/${name}.mjs`
    ),
    make: () => buildServer(path.join(root, programs))
  },
  kernel: {
    inputs: () => ['kernel/runtime', 'kernel/learn/src', 'kernel/learn/package.json', ...sdk],
    outputs: [`${programs}/kernel/main.cjs`],
    make: () => runIn('.', 'kernel/runtime/build.mjs', path.join(root, programs, 'kernel'))
  },
  python: {
    inputs: () => ['server/jupyter/atelier'],
    outputs: [`${programs}/python/atelier/__init__.py`],
    make: () => lendPython(path.join(root, programs, 'python'))
  },
  native: {
    inputs: () => [],
    more: () => `${process.platform} ${process.arch} ${nativeVersions()}`,
    outputs: [`${programs}/node_modules/zeromq`, `${programs}/node_modules/onnxruntime-node`],
    make: () => copyNativePackages(path.join(root, programs, 'node_modules'))
  },
  labextension: {
    inputs: () => ['extensions', 'server/api/src'],
    outputs: [`${output}/labextension/package.json`, `${output}/labextension/static/style.js`],
    make() {
      rmSync(path.join(root, output, 'labextension'), { recursive: true, force: true });
      const modules = path.join(root, 'node_modules');
      const core = path.join(modules, '@jupyterlab/core-meta/core.package.json');
      const builder = path.join(modules, '@jupyter/builder/lib/build-labextension.js');
      // it takes the folder that it runs in for the extension's
      runIn('extensions/studio', builder, '--core-package-file', core, '.');
    }
  }
};

/** Bytes of a file or of all files below a folder. */
function sizeOf(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) {
    return stat?.size ?? 0;
  }
  return readdirSync(file).reduce((sum, name) => sum + sizeOf(path.join(file, name)), 0);
}

async function build(name, force) {
  const { inputs, outputs, make, more } = STEPS[name];
  const hash = contentHash([...own, ...inputs()]) + (more?.() ?? '');
  if (!force && isCurrent(name, hash, outputs)) {
    console.log(`${name.padEnd(13)} unchanged`);
    return;
  }
  const begun = performance.now();
  await make();
  const missing = outputs.filter(file => !existsSync(path.join(root, file)));
  if (missing.length) {
    throw new Error(`${name} did not make ${missing.join(', ')}`);
  }
  stamp(name, hash);
  console.log(`${name.padEnd(13)} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

const names = process.argv.slice(2).filter(each => !each.startsWith('--'));
const unknown = names.filter(each => !(each in STEPS));
if (unknown.length) {
  console.error(
    `No such step: ${unknown.join(', ')}. There are: ${Object.keys(STEPS).join(', ')}.`
  );
  process.exit(2);
}
try {
  for (const name of names.length ? names : Object.keys(STEPS)) {
    await build(name, process.argv.includes('--force'));
  }
  const parts = ['cli.mjs', 'scorer.mjs', 'kernel', 'python', 'node_modules'].map(
    part => `node/${part}`
  );
  for (const part of [...parts, 'labextension']) {
    const mebibytes = sizeOf(path.join(root, output, part)) / 2 ** 20;
    console.log(`  ${part.padEnd(18)} ${mebibytes.toFixed(1).padStart(6)} MiB`);
  }
} catch (error) {
  // what a compiler has found it has printed itself
  console.error(error.status ? 'The build failed; see above.' : error);
  process.exit(1);
}
