import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './stamps.mjs';

const sources = path.join(root, 'server/app/src');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** What stays a package of its own: native, so that no bundle can hold it; some do without. */
const external = ['onnxruntime-node', 'pg-native', 'cpu-features', '*.node'];

/** What is CommonJS inside the bundle may call `require`, and finds itself by `__dirname`. */
const banner = `
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;
`.trim();

/** Bundles the server's command line and the modules that it runs in threads and processes. */
export async function buildServer(output) {
  await build({
    entryPoints: {
      cli: path.join(sources, 'cli/main.ts'),
      'read-worker': path.join(sources, 'drivers/database/read-worker.ts'),
      'notebook-worker': path.join(sources, 'drivers/notebooks/notebook-worker.ts'),
      'table-worker': path.join(sources, 'drivers/tables/table-worker.ts'),
      agent: path.join(sources, 'drivers/relay/agent.ts'),
      scorer: path.join(sources, 'drivers/scoring/scorer.ts')
    },
    outdir: output,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: banner },
    define: { ATELIER_VERSION: JSON.stringify(version) },
    external
  });
}
