import type { ShownCell, ShownNotebook } from './notebook-file.ts';
import { drawn } from './notebook-outputs.ts';
import { STYLE } from './notebook-style.ts';
import { coloured, escaped, marked } from './notebook-text.ts';

/** Nothing comes from elsewhere. Scripts are for the frames: of the page itself nothing asks for any. */
const POLICY = [
  "default-src 'none'",
  'img-src data: blob:',
  "style-src 'unsafe-inline'",
  'font-src data:',
  'media-src data: blob:',
  "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
  "form-action 'none'",
  "base-uri 'none'"
].join('; ');

/** The whole page. */
export function pageOf({ cells, language }: ShownNotebook, title: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${cells.map(cell => cellOf(cell, language)).join('\n')}
</main>
</body>
</html>
`;
}

function cellOf(cell: ShownCell, language: string): string {
  switch (cell.type) {
    case 'markdown':
      return `<section class="text">${marked(cell.source)}</section>`;
    case 'code':
      return cell.source.trim() || cell.outputs.length ? codeCell(cell, language) : '';
    default:
      return `<section><pre>${escaped(cell.source)}</pre></section>`;
  }
}

function codeCell({ count, outputs, source }: ShownCell, language: string): string {
  const shown = outputs.map(output => `<div class="output">${drawn(output)}</div>`).join('\n');
  return `<section class="code">
<span class="count">[${count ?? ' '}]</span>
<pre class="source"><code>${coloured(source, language)}</code></pre>
${shown}
</section>`;
}
