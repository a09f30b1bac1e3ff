import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { inRepository } from './places.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const STYLES = [
  'node_modules/uplot/dist/uPlot.min.css',
  'node_modules/@jupyterlab/theme-light-extension/style/variables.css',
  'extensions/ui/style/tokens.css',
  'extensions/ui/style/controls.css',
  'extensions/ui/style/charts.css',
  'extensions/experiments/style/run-charts.css'
];

/** Serves the charts on a page of their own. */
export async function startChartsSite() {
  const temporary = temporaryFolder('atelier');
  await build({
    entryPoints: [inRepository('bench/programs/charts-page.mjs')],
    outdir: temporary.path,
    bundle: true,
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    loader: { '.svg': 'text', '.css': 'empty' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error'
  });
  const styles = await Promise.all(
    STYLES.map(each => readFile(inRepository(each), 'utf8').catch(() => ''))
  );
  const page = `<!doctype html><title>Charts</title><style>${styles.join('\n')}</style><script type="module" src="/charts-page.js"></script>`;
  const server = createServer((request, response) => {
    if (request.url === '/') {
      response.setHeader('content-type', 'text/html').end(page);
      return;
    }
    readFile(path.join(temporary.path, path.basename(request.url))).then(
      content => response.setHeader('content-type', 'text/javascript').end(content),
      () => response.writeHead(404).end()
    );
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop() {
      server.close();
      temporary.remove();
    }
  };
}
