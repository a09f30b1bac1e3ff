/** Follows the reader's choice of light or dark. */
export const STYLE = `
:root { --text: #1c1f23; --soft: #5b636d; --line: #dde1e6; --code: #f5f7f9; --back: #fff; --link: #0b62c4;
  --bad-back: #fdf0ef; --bad: #b3261e; --keyword: #8a2da5; --string: #1c7c3c; --number: #a34a00; --name: #0b62c4; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3e6ea; --soft: #9aa3ad; --line: #3a4048; --code: #23282e; --back: #181b1f; --link: #7db7ff;
    --bad-back: #3a2022; --bad: #ff9d96; --keyword: #d7a0ea; --string: #86d69d; --number: #f0b27a; --name: #7db7ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.6 system-ui, sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 24px 20px 48px; }
section { margin: 0 0 20px; }
section.code { display: grid; grid-template-columns: 44px minmax(0, 1fr); }
section.code > * { grid-column: 2; }
section.code > .count { grid-column: 1; padding-top: 9px; color: var(--soft); font: 12px ui-monospace, monospace; }
section.code > .source { grid-row: 1; }
pre { margin: 0; padding: 8px 12px; font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.source, .text pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; }
pre.stderr, pre.error { background: var(--bad-back); border-radius: 6px; }
pre.error { color: var(--bad); }
.output { margin-top: 8px; overflow-x: auto; }
.output img, .text img { max-width: 100%; height: auto; }
.output img[src^="data:image/svg"] { background: #fff; }
iframe { width: 100%; height: 460px; border: 1px solid var(--line); border-radius: 6px; background: #fff; resize: vertical; }
table { border-collapse: collapse; font-size: 13px; }
th, td { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: right; }
th { font-weight: 600; }
tbody tr:nth-child(even) { background: var(--code); }
a { color: var(--link); }
blockquote { margin: 0; padding-left: 14px; border-left: 3px solid var(--line); color: var(--soft); }
.note { margin: 0; padding: 8px 12px; color: var(--soft); }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.2em 0 0.5em; }
.hljs-keyword, .hljs-built_in, .hljs-literal { color: var(--keyword); }
.hljs-string, .hljs-regexp, .hljs-template-variable { color: var(--string); }
.hljs-number { color: var(--number); }
.hljs-comment { color: var(--soft); font-style: italic; }
.hljs-title, .hljs-title.function_ { color: var(--name); }
.ansi-black-fg { color: var(--soft); } .ansi-red-fg { color: var(--bad); } .ansi-green-fg { color: var(--string); }
.ansi-yellow-fg { color: var(--number); } .ansi-blue-fg { color: var(--name); } .ansi-magenta-fg { color: var(--keyword); }
.ansi-cyan-fg { color: var(--link); } .ansi-white-fg { color: var(--text); }
.ansi-bright-black-fg { color: var(--soft); } .ansi-bright-red-fg { color: var(--bad); }
.ansi-bright-green-fg { color: var(--string); } .ansi-bright-yellow-fg { color: var(--number); }
.ansi-bright-blue-fg { color: var(--name); } .ansi-bright-magenta-fg { color: var(--keyword); }
.ansi-bright-cyan-fg { color: var(--link); } .ansi-bright-white-fg { color: var(--text); }
@media print { body { font-size: 11pt; } section.code { break-inside: avoid; } }
`;
