// Builds the kernel: node build.mjs [OUTPUT_FOLDER]. Wants the packages sdk, learn and api built by tsc before.
import { build } from 'esbuild';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const output = path.resolve(process.argv[2] ?? path.join(here, 'dist'));
const packages = path.join(output, 'packages');
const require = createRequire(import.meta.url);

/** Native, or too large to bundle, or the user's own copy is wanted. */
const external = ['zeromq', 'typescript', 'tslab', '@tslab/*', 'onnxruntime-node'];

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  legalComments: 'none',
  logLevel: 'warning',
  external
};

async function buildKernel() {
  await build({
    ...shared,
    entryPoints: {
      main: path.join(here, 'src/main.ts'),
      runner: path.join(here, 'src/runner/main.ts'),
      watchdog: path.join(here, 'src/runner/watchdog.ts'),
      'notebook-runner': path.join(here, 'src/notebook/main.ts'),
      'language-worker': path.join(here, 'src/engine/language-worker.ts')
    },
    outdir: output,
    format: 'cjs', // starts quicker than ES modules
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' }
  });
}

/** Folder of a package that is installed, by its package.json. */
const folderOf = name => path.dirname(require.resolve(`${name}/package.json`));

function copyDeclarations(from, to) {
  fs.cpSync(from, to, {
    recursive: true,
    filter: file =>
      !/node_modules/.test(path.relative(from, file)) &&
      (fs.statSync(file).isDirectory() || /\.d\.(ts|cts|mts)$/.test(file))
  });
}

const manifest = (name, more) =>
  `${JSON.stringify({ name, type: 'module', types: './index.d.ts', ...more }, null, 2)}\n`;

/** A package that cells import: one bundle of real ES modules, and its declarations for the tools. */
async function shipPackage(name, folder, workers = {}) {
  const entry = path.join(folder, 'src/index.ts');
  if (!fs.existsSync(entry)) return;
  const target = path.join(packages, name);
  await build({
    ...shared,
    entryPoints: { index: entry, ...workers },
    outdir: target,
    format: 'esm',
    // CommonJS inside the bundle may call require.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"
    }
  });
  shipDeclarations(name, path.join(folder, 'lib'), { main: './index.js' });
}

function shipDeclarations(name, from, more) {
  const target = path.join(packages, name);
  if (fs.existsSync(from)) copyDeclarations(from, target);
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(path.join(target, 'package.json'), manifest(name, more));
}

/** Declarations of an installed package, with its own package.json: it knows where they lie. */
function shipInstalledDeclarations(name) {
  const folder = folderOf(name);
  const target = path.join(packages, name);
  copyDeclarations(folder, target);
  fs.copyFileSync(path.join(folder, 'package.json'), path.join(target, 'package.json'));
}

async function shipTslab() {
  const target = path.join(packages, 'tslab');
  await build({
    ...shared,
    entryPoints: [path.join(here, 'src/packages/tslab.ts')],
    outfile: path.join(target, 'index.js'),
    format: 'esm'
  });
  fs.copyFileSync(
    path.join(here, 'src/packages/tslab-types.d.ts'),
    path.join(target, 'index.d.ts')
  );
  fs.writeFileSync(path.join(target, 'package.json'), manifest('tslab', { main: './index.js' }));
}

/** The kernel process reads and completes the SDK's magics, but never loads the SDK: it gets their descriptions as a file. */
async function describeMagics() {
  const entry = path.join(packages, '@atelier-ml/sdk/index.js');
  const magics = fs.existsSync(entry)
    ? ((await import(pathToFileURL(entry).href)).cellMagics?.magics ?? [])
    : [];
  const described = magics.map(({ run: _run, ...definition }) => definition);
  fs.writeFileSync(path.join(output, 'magics.json'), `${JSON.stringify(described, null, 2)}\n`);
}

fs.rmSync(output, { recursive: true, force: true });
await buildKernel();
fs.copyFileSync(path.join(here, 'src/python/spare.py'), path.join(output, 'spare.py'));
await shipPackage('@atelier-ml/sdk', path.join(here, '../sdk'), {
  sender: path.join(here, '../sdk/src/journal/sender.ts')
});
await shipPackage('@atelier-ml/learn', path.join(here, '../learn'));
shipDeclarations('@atelier-ml/api', path.join(here, '../../server/api/lib'));
for (const name of ['zod', '@types/node', 'undici-types']) shipInstalledDeclarations(name);
await shipTslab();
await describeMagics();
