import { textOf } from './notebook-file.ts';
import type { ShownOutput } from './notebook-file.ts';
import { escaped, formula, marked, terminal } from './notebook-text.ts';
import { needsFrame, sanitized } from './sanitized.ts';

type Draw = (content: unknown) => string;

const BASE64 = /^[\s\w+/=]*$/;
const picture =
  (type: string): Draw =>
  content => {
    const bytes = textOf(content);
    return BASE64.test(bytes)
      ? `<img alt="" src="data:${type};base64,${bytes.replace(/\s/g, '')}">`
      : '';
  };

/** The richest of its forms is shown; later ones are for those who cannot show it. */
const FORMS: [type: string, draw: Draw][] = [
  ['text/html', content => html(textOf(content))],
  ['text/markdown', content => `<div class="text">${marked(textOf(content))}</div>`],
  // In a picture nothing of it acts.
  [
    'image/svg+xml',
    content =>
      `<img alt="" src="data:image/svg+xml;base64,${Buffer.from(textOf(content)).toString('base64')}">`
  ],
  ...['image/png', 'image/jpeg', 'image/webp', 'image/gif'].map((type): [string, Draw] => [
    type,
    picture(type)
  ]),
  ['text/latex', content => formula(textOf(content))],
  ['text/plain', content => `<pre>${terminal(textOf(content))}</pre>`],
  ['application/json', content => `<pre>${escaped(JSON.stringify(content, null, 2))}</pre>`]
];

/** Of what says nothing of its looks. */
const FRAME_STYLE = '<style>body { font: 14px/1.5 system-ui, sans-serif; }</style>';

function html(content: string): string {
  return needsFrame(content)
    ? `<iframe sandbox="allow-scripts" title="Output" loading="lazy" srcdoc="${escaped(FRAME_STYLE + content)}"></iframe>`
    : `<div class="html">${sanitized(content)}</div>`;
}

/** An output of a cell as HTML. */
export function drawn(output: ShownOutput): string {
  switch (output.kind) {
    case 'stream':
      return `<pre class="${output.name === 'stderr' ? 'stderr' : 'stdout'}">${terminal(output.text)}</pre>`;
    case 'error':
      return `<pre class="error">${terminal(output.text)}</pre>`;
    case 'data': {
      const form = FORMS.find(([type]) => output.data[type] !== undefined);
      const types = Object.keys(output.data).join(', ');
      return form
        ? form[1](output.data[form[0]])
        : `<p class="note">An output that cannot be shown here: ${escaped(types)}</p>`;
    }
  }
}
